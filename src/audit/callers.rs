//! Whether anything in a program uses the code that a call stands in.
//!
//! A function counts as unused only if its name is written nowhere but where it is
//! made, or in code that is itself unused. That is a cautious test: any other mention, of
//! anything by that name, keeps it alive, and so does whatever a framework may call by itself.

use foldhash::{HashMap, HashSet};

use crate::audit::ir::{Class, Expr, ExprId, FunctionId, Target, Unit};
use crate::audit::program::{At, Cls, Fun, Program, base_name};
use crate::audit::syntax::Language;
use crate::audit::values::is_constructor;

/// Which names are read, in the languages that see each other, and where.
#[derive(Debug, Default)]
pub struct Uses {
    names: HashMap<u8, HashMap<Box<str>, Vec<Fun>>>,
    /// Files of scripts that another imports.
    imported: HashSet<u32>,
    /// Those that one in another folder imports.
    imported_from_afar: HashSet<u32>,
    /// How names begin that are put together where they are called by:
    /// `public_send("saved_by_#{kind}")`.
    beginnings: Vec<Box<str>>,
}

impl Uses {
    /// Whether a name is read anywhere in the languages that see this one.
    pub fn any(&self, language: Language, name: &str) -> bool {
        !self.readers(language, name).is_empty()
    }

    /// Whether something is called by a name that begins like this one.
    fn may_be_put_together(&self, name: &str) -> bool {
        self.beginnings.iter().any(|begins| name.starts_with(&**begins))
    }

    /// The functions that read a name.
    fn readers(&self, language: Language, name: &str) -> &[Fun] {
        let names = self.names.get(&language.family());
        names.and_then(|names| names.get(name)).map_or(&[], Vec::as_slice)
    }
}

/// Where each name is read, over all units.
fn uses(program: &Program) -> Uses {
    let mut all = Uses::default();
    for (number, source) in (0..).zip(&program.sources) {
        let unit = &source.unit;
        if source.language.family() == 0 {
            let modules = unit.imports.iter().flat_map(|i| program.modules(number, &i.module));
            for module in modules.filter(|module| *module != number) {
                all.imported.insert(module);
                if folder(program, module) != folder(program, number) {
                    all.imported_from_afar.insert(module);
                }
            }
        }
        let uses = all.names.entry(source.language.family()).or_default();
        // A name that is given something is not read there.
        let given: HashSet<(&str, u32)> = unit
            .bindings
            .iter()
            .map(|b| match &b.target {
                Target::Name(name) | Target::Field(_, name) | Target::Member(_, name) => {
                    (&**name, b.span.start)
                }
            })
            .collect();
        let by_texts = source.language == Language::Php;
        for (id, expr) in unit.all() {
            // `add_action('wp_ajax_save', 'save')`
            if let Expr::Text(name) = expr
                && by_texts
                && !program.functions_of(name).is_empty()
            {
                let reader = Fun { unit: number, id: unit.owner(id) };
                uses.entry(name.clone()).or_default().push(reader);
            }
            if let Expr::Name(name) | Expr::Member(_, name) = expr
                && !given.contains(&(&**name, unit.span(id).start))
            {
                let reader = Fun { unit: number, id: unit.owner(id) };
                let readers = uses.entry(name.clone()).or_default();
                if readers.last() != Some(&reader) {
                    readers.push(reader);
                }
            }
            for key in called_by(unit, expr) {
                let reader = Fun { unit: number, id: unit.owner(id) };
                match unit.expr(key) {
                    Expr::Text(name) => uses.entry(name.clone()).or_default().push(reader),
                    Expr::Join(parts) => {
                        let begins = parts.first().and_then(|part| match unit.expr(*part) {
                            Expr::Text(begins) if begins.len() > 2 => Some(begins.clone()),
                            _ => None,
                        });
                        all.beginnings.extend(begins);
                    }
                    _ => {}
                }
            }
        }
    }
    all
}

/// The texts by which a call names what it calls: `api[on ? "save" : "remove"](id)`,
/// `getattr(api, "save")(id)`, `public_send(:save, id)`.
fn called_by(unit: &Unit, expr: &Expr) -> Vec<ExprId> {
    let Expr::Call(call) = expr else { return Vec::new() };
    let given = || call.arguments.iter().map(|a| a.value);
    let keys: Vec<ExprId> = match (unit.expr(call.callee), unit.last_name(call.callee)) {
        (Expr::Index(_, key), _) => vec![*key],
        (_, Some("public_send" | "send" | "__send__" | "getattr" | "method")) => given().collect(),
        _ => return Vec::new(),
    };
    let branches = keys.into_iter().flat_map(|key| match unit.expr(key) {
        Expr::Either(branches) => branches.clone(),
        _ => vec![key],
    });
    branches.collect()
}

/// What may run at all: the code outside of functions, what may be called from outside, and
/// what any of that mentions.
#[derive(Debug)]
pub struct Running {
    /// Where names are read.
    pub uses: Uses,
    functions: HashSet<Fun>,
    /// Of each file whether any function of it is mentioned by name.
    mentioned: Vec<bool>,
    /// Of each file whether it is called from outside, by what is no part of the program.
    outside: Vec<bool>,
    /// What is written above functions, and the function each stands above.
    declared: HashMap<At, Fun>,
    /// What a library is handed in an object: `useQuery({ queryFn: () => … })`.
    handed: HashSet<Fun>,
}

impl Running {
    /// What may run of a program.
    pub fn of(program: &Program) -> Self {
        let uses = uses(program);
        // What a function mentions: the functions without a name in it, and names. Each name is
        // gone into once, however many bear it and however many read it.
        let mut within: HashMap<Fun, Vec<Fun>> = HashMap::default();
        let mut called: HashMap<(u8, &str), Vec<Fun>> = HashMap::default();
        let mut next = Vec::new();
        let (mut mentioned, mut outside) = (Vec::new(), Vec::new());
        let mut declared = HashMap::default();
        for (unit, source) in (0..).zip(&program.sources) {
            let is_mentioned = has_mentioned(program, &uses, unit);
            let is_outside = !is_mentioned && !is_passed_over(program, &uses, unit)
                || runs_what_it_is_told(&source.unit, source.language);
            mentioned.push(is_mentioned);
            outside.push(is_outside);
            // What stands in an object is for whoever is handed the object.
            let members: HashSet<FunctionId> = (source.unit.exprs.iter())
                .filter_map(|expr| if let Expr::Map(pairs) = expr { Some(pairs) } else { None })
                .flatten()
                .filter_map(|(_, value)| match source.unit.expr(*value) {
                    Expr::Function(id) => Some(*id),
                    _ => None,
                })
                .collect();
            for (id, function) in (0..).map(FunctionId).zip(&source.unit.functions) {
                let fun = Fun { unit, id };
                let names = program.names_of(fun);
                let above = function.decorators.iter().map(|expr| (At { unit, expr: *expr }, fun));
                declared.extend(above);
                if function.outer == id
                    || is_outside
                    || members.contains(&id)
                    || is_called_from_outside(program, fun)
                    || may_be_called_by_a_library(program, fun)
                    || names.iter().any(|name| uses.may_be_put_together(name))
                {
                    next.push(fun);
                }
                if names.is_empty() || runs_where_it_is_handed(program, fun) {
                    // Without a name it runs where it is handed on.
                    within.entry(Fun { unit, id: function.outer }).or_default().push(fun);
                }
                for name in names {
                    called.entry((source.language.family(), name)).or_default().push(fun);
                }
            }
        }
        let mut reads: HashMap<Fun, Vec<(u8, &str)>> = HashMap::default();
        for name in called.keys() {
            let readers = uses.names.get(&name.0).and_then(|names| names.get(name.1));
            for reader in readers.into_iter().flatten() {
                reads.entry(*reader).or_default().push(*name);
            }
        }
        let mut functions = HashSet::default();
        while let Some(fun) = next.pop() {
            if functions.insert(fun) {
                next.extend(within.get(&fun).into_iter().flatten());
                for name in reads.get(&fun).into_iter().flatten() {
                    next.extend(called.remove(name).into_iter().flatten());
                }
            }
        }
        Self { uses, functions, mentioned, outside, declared, handed: handed(program) }
    }

    /// Whether code that may run reads a name.
    fn reads(&self, language: Language, name: &str) -> bool {
        self.uses.readers(language, name).iter().any(|fun| self.functions.contains(fun))
    }
}

/// Functions in objects that stand in calls of what is not the program's own. Queries that a
/// builder is handed count by the names they get.
fn handed(program: &Program) -> HashSet<Fun> {
    let mut found = HashSet::default();
    for at in program.all_calls().filter(|at| program.language(at.unit).family() == 0) {
        let unit = program.unit(at.unit);
        let Expr::Call(call) = unit.expr(at.expr) else { continue };
        let name = unit.last_name(call.callee).unwrap_or_default();
        if matches!(name, "query" | "mutation") || !program.functions_of(name).is_empty() {
            continue;
        }
        for argument in &call.arguments {
            let Expr::Map(pairs) = unit.expr(argument.value) else { continue };
            found.extend(pairs.iter().filter_map(|(_, value)| match unit.expr(*value) {
                Expr::Function(id) => Some(Fun { unit: at.unit, id: *id }),
                _ => None,
            }));
        }
    }
    found
}

/// Whether nothing that may run mentions a function, or one it stands in.
///
/// A file none of whose functions is mentioned anywhere is called from outside: it is a
/// library, or a handler that something else knows of. Not so a file of scripts that nobody
/// imports, beside others that are imported from elsewhere.
pub fn is_dead(program: &Program, running: &Running, function: Fun) -> bool {
    if running.outside[function.unit as usize] {
        return false;
    }
    let mut at = function;
    loop {
        let here = program.function(at);
        if here.outer == at.id {
            return false;
        }
        if is_unmentioned(program, running, at) {
            return true;
        }
        at.id = here.outer;
    }
}

/// Whether nothing that may run mentions the code that a request stands in; of one that is
/// written above a method (`@GET("me")`), nothing mentions the method.
pub fn is_dead_at(program: &Program, running: &Running, at: At) -> bool {
    let above = std::iter::successors(Some(at), |at| program.parent(*at));
    let Some(fun) = above.filter_map(|at| running.declared.get(&at)).copied().next() else {
        return is_dead(program, running, program.owner(at));
    };
    let language = program.language(fun.unit);
    let is_used = program.names_of(fun).iter().any(|name| running.reads(language, name));
    !is_used && running.mentioned[fun.unit as usize]
}

/// Whether a script runs whatever it is told to when it is called: `"$@"`, `$command "$2"`.
fn runs_what_it_is_told(unit: &Unit, language: Language) -> bool {
    let is_told = |name: &str| {
        matches!(name, "@" | "*") || !name.is_empty() && name.bytes().all(|b| b.is_ascii_digit())
    };
    let name_of = |expr: ExprId| match unit.expr(expr) {
        Expr::Name(name) => Some(&**name),
        _ => None,
    };
    let kept = unit.bindings.iter().filter(|b| b.value.and_then(name_of).is_some_and(is_told));
    let kept: Vec<&str> = kept
        .filter_map(|b| if let Target::Name(name) = &b.target { Some(&**name) } else { None })
        .collect();
    let is_given = |callee| name_of(callee).is_some_and(|n| is_told(n) || kept.contains(&n));
    language == Language::Shell
        && unit.exprs.iter().any(|expr| matches!(expr, Expr::Call(call) if is_given(call.callee)))
}

/// Whether a module that only gives its functions to others is imported by none, though
/// modules beside it are, from elsewhere.
fn is_passed_over(program: &Program, uses: &Uses, unit: u32) -> bool {
    program.language(unit).family() == 0
        && !uses.imported.contains(&unit)
        && !program.unit(unit).imports.is_empty()
        && uses.imported_from_afar.iter().any(|o| folder(program, *o) == folder(program, unit))
}

fn folder(program: &Program, unit: u32) -> &str {
    let path = &program.sources[unit as usize].path;
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Whether any function of a file is mentioned by name.
fn has_mentioned(program: &Program, uses: &Uses, unit: u32) -> bool {
    let language = program.language(unit);
    let count = u32::try_from(program.unit(unit).functions.len()).unwrap_or(u32::MAX);
    (1..count).map(FunctionId).any(|id| {
        let names = program.names_of(Fun { unit, id });
        names.iter().any(|name| uses.any(language, name))
    })
}

fn is_unmentioned(program: &Program, running: &Running, fun: Fun) -> bool {
    let language = program.language(fun.unit);
    // A library asks a request for its path; what the program does is to make the request.
    if &*program.function(fun).name == "resolveEndpoint"
        && let Some(class) = class_of(program, fun)
    {
        return !running.reads(language, &class.name);
    }
    let names = program.names_of(fun);
    let is_lambda = program.function(fun).name.is_empty()
        && (names.is_empty() || runs_where_it_is_handed(program, fun));
    let is_read = || {
        let uses = &running.uses;
        names.iter().any(|name| running.reads(language, name) || uses.may_be_put_together(name))
    };
    !is_lambda
        && !running.handed.contains(&fun)
        && !is_called_from_outside(program, fun)
        && !is_read()
}

/// Whether a function without a name is handed to something that may run it there and then,
/// whatever becomes of what that gives: `self.kept = stream.sink { … }`.
fn runs_where_it_is_handed(program: &Program, fun: Fun) -> bool {
    let kept = matches!(
        program.language(fun.unit),
        Language::Swift | Language::Kotlin | Language::CSharp | Language::Java
    );
    let place = program.place_of(fun).map(|expr| At { unit: fun.unit, expr });
    let call = place.and_then(|place| program.parent(place));
    kept && call.is_some_and(|call| matches!(program.expr(call), Expr::Call(_)))
}

/// The class that a function is a method of.
fn class_of(program: &Program, fun: Fun) -> Option<&Class> {
    let id = program.function(fun).class?;
    Some(program.class(Cls { unit: fun.unit, id }))
}

/// Whether systems and frameworks may call a function by itself.
fn is_called_from_outside(program: &Program, fun: Fun) -> bool {
    let function = program.function(fun);
    // Frameworks of the web find controllers by their names, and their methods in tables of
    // routes. Those of Swift and Java show pages, or say by annotations what they answer.
    let language = program.language(fun.unit);
    let by_name = matches!(language, Language::Ruby | Language::Php);
    let by_base = by_name || language == Language::CSharp || language.family() == 0;
    let answers = |class: &Class| {
        let is_it = |name: &str| {
            let name = base_name(name);
            name.ends_with("Controller") || name == "ControllerBase"
        };
        by_name && is_it(&class.name) || by_base && class.bases.iter().any(|base| is_it(base))
    };
    // Forms and pages are told of those who handle their events where no code is read.
    let handles = language == Language::CSharp
        && function.parameters.len() == 2
        && function.parameters[1].type_name.ends_with("EventArgs");
    !function.decorators.is_empty()
        || handles
        || class_of(program, fun)
            .is_some_and(|class| is_constructor(&function.name, &class.name) || answers(class))
        || program.names_of(fun).iter().any(|name| is_called_by_others(name))
}

/// Whether a library may call a method without the program saying so: one of a class that is
/// made from a class of a library, and any of Go, where nothing says what a type is made for.
/// It counts as unused without a mention, but what it mentions does not.
fn may_be_called_by_a_library(program: &Program, fun: Fun) -> bool {
    let language = program.language(fun.unit);
    let is_of_library = |base: &str| program.classes_of(base_name(base), language).is_empty();
    class_of(program, fun).is_some_and(|class| {
        language == Language::Go || class.bases.iter().any(|base| is_of_library(base))
    })
}

/// Names under which systems and frameworks call: entry points, handlers of events and
/// of requests, methods of a life cycle.
fn is_called_by_others(name: &str) -> bool {
    let event = ["on", "handle", "did", "will", "view", "test", "do_", "cmd", "command", "use"];
    let upper = name.chars().all(|c| c.is_uppercase() || c == '_');
    let name = name.strip_suffix("Async").unwrap_or(name);
    upper
        // Pages of XAML name the commands of what they show.
        || name.ends_with("Command")
        || name.starts_with('_')
        || event.iter().any(|start| name.to_lowercase().starts_with(start))
        || matches!(
            name,
            "main"
                | "Main"
                | "default"
                | "exports"
                | "handler"
                | "run"
                | "Run"
                | "setup"
                | "loader"
                | "action"
                | "render"
                | "index"
                | "show"
                | "create"
                | "store"
                | "update"
                | "destroy"
                | "init"
                | "call"
                | "invoke"
                | "perform"
                | "execute"
                | "Execute"
                | "Invoke"
                | "Start"
                | "Update"
                | "actions"
                | "clientAction"
                | "clientLoader"
                | "boot"
                | "routes"
                | "start"
                | "mounted"
                | "created"
                | "load"
                | "data"
                | "body"
                | "get"
                | "post"
                | "put"
                | "delete"
                | "ngOnInit"
                | "componentDidMount"
                | "application"
                | "redirect"
                | "callback"
                | "getServerSideProps"
                | "getStaticProps"
        )
}
