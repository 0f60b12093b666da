//! What is kept of a program: its calls, texts and names, the same for every language.
//!
//! A front end in [`super::syntax`] turns a file into a [`Unit`]; everything after
//! that (following values, recognising requests, libraries and scopes) looks at
//! units alone and knows no language. Control flow is left out on purpose: a
//! name means whatever it is given anywhere in its function.

use std::ops::Range;

/// A file, or the script inside one.
#[derive(Debug, Clone, Default)]
pub struct Unit {
    /// Expressions; the others refer to them by [`ExprId`].
    pub exprs: Vec<Expr>,
    /// Where each expression stands.
    pub spans: Vec<Span>,
    /// The function each expression stands in.
    pub owners: Vec<FunctionId>,
    /// Functions; the first is the file itself, outside of all functions.
    pub functions: Vec<Function>,
    /// Classes, structs, interfaces, enums, modules with members.
    pub classes: Vec<Class>,
    /// What names and fields are given.
    pub bindings: Vec<Binding>,
    /// Names that come from elsewhere.
    pub imports: Vec<Import>,
    /// Branches that are taken for some values.
    pub arms: Vec<Arm>,
    /// What is held against what: `kind in ("a", "b")`.
    pub tests: Vec<(ExprId, ExprId)>,
    /// Comments, for what they say to the audit itself.
    pub comments: Vec<Comment>,
    /// Branches, with what must hold where they are taken.
    pub guards: Vec<Guard>,
    /// Of each condition with branches that add to names: where its parts stand.
    pub branchings: Vec<Box<[Span]>>,
    /// Whether some of it could not be parsed.
    pub broken: bool,
}

/// Index into [`Unit::exprs`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExprId(pub u32);

/// Index into [`Unit::functions`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct FunctionId(pub u32);

/// Index into [`Unit::classes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClassId(pub u32);

/// A place in a file: bytes, and the line it begins on, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// Byte after the last.
    pub end: u32,
    /// Line of the first byte, from 1.
    pub line: u32,
}

impl Span {
    /// A place of so many bytes, with where the lines of its file begin.
    fn within(lines: &[u32], start: usize, length: usize) -> Self {
        let small = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let line = lines.partition_point(|begins| *begins as usize <= start);
        Span { start: small(start), end: small(start + length), line: small(line) }
    }

    /// Its bytes.
    pub fn bytes(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// An expression, as far as it matters.
#[derive(Debug, Clone, PartialEq)]
pub enum Expr {
    /// A text, with escapes undone.
    Text(Box<str>),
    /// Pieces one after the other: a template, a sum, a format.
    Join(Vec<ExprId>),
    /// A name.
    Name(Box<str>),
    /// The object a method belongs to: `self`, `this`, `@`.
    This,
    /// `object.name`, `object->name`, `Object::name`; without an object where the
    /// language leaves it out (`.userReadEmail`).
    Member(Option<ExprId>, Box<str>),
    /// `object[index]`
    Index(ExprId, ExprId),
    /// A call, or the making of an object.
    Call(Call),
    /// A list, tuple, set or array.
    List(Vec<ExprId>),
    /// An object, dictionary, or fields given by name.
    Map(Vec<(Box<str>, ExprId)>),
    /// One of these: a condition's branches, a default, a `match`.
    Either(Vec<ExprId>),
    /// A value, and what stands in for it where there is none: `a || b`, `a ?? b`.
    Default(ExprId, ExprId),
    /// A function without a name of its own.
    Function(FunctionId),
    /// A whole number that is written out.
    Number(u32),
    /// Anything else.
    Other,
}

/// A call.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// What is called.
    pub callee: ExprId,
    /// What it is given.
    pub arguments: Vec<Argument>,
    /// Whether it makes an object: `new T(…)`, `T { … }`, where the callee is the class;
    /// and `T.new(…)` of Ruby, `T::new(…)` of Rust, where the callee is its member `new`.
    pub makes: bool,
}

/// What an argument is called that is a type between angle brackets.
pub const TYPE_ARGUMENT: &str = "<>";

/// The name under which a command between backticks is run.
pub const COMMAND: &str = "`";

/// The name of the step from something to what is in it: what `list[n] = x` gives something.
/// No member is called so.
pub const ELEMENT: &str = "[]";

/// What a call is given.
#[derive(Debug, Clone, PartialEq)]
pub struct Argument {
    /// Its name, where it is given by name.
    pub name: Option<Box<str>>,
    /// Its value.
    pub value: ExprId,
    /// Whether it stands for several (`*rest`, `...rest`).
    pub spread: bool,
}

/// A branch, and what must hold where it is taken: `if (method === "GET") { … }`.
///
/// Control flow is left out of everything else. This much of it is kept so that a helper
/// that sends one request for each verb is not taken for all of them by every caller.
#[derive(Debug, Clone, PartialEq)]
pub struct Guard {
    /// The branch.
    pub span: Span,
    /// What is compared.
    pub subject: ExprId,
    /// The texts it is compared with; none where it is asked for being anything at all.
    pub texts: Vec<Box<str>>,
    /// What it is compared with, where that is a constant by its name: `Kind.GET`.
    pub constant: Option<ExprId>,
    /// Whether it must be one of them, rather than none.
    pub holds: bool,
}

/// A function, method or lambda.
#[derive(Debug, Clone, Default)]
pub struct Function {
    /// Its name; empty for lambdas.
    pub name: Box<str>,
    /// What it takes.
    pub parameters: Vec<Parameter>,
    /// What it gives back.
    pub returns: Vec<ExprId>,
    /// The type it says it gives back, as written; may be empty.
    pub return_type: Box<str>,
    /// The function around it; itself for the file.
    pub outer: FunctionId,
    /// The class it is a method of.
    pub class: Option<ClassId>,
    /// What is written above it: decorators, annotations, attributes, as calls or names.
    pub decorators: Vec<ExprId>,
    /// Where it stands.
    pub span: Span,
}

/// What a function takes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Parameter {
    /// Its name; empty for patterns, whose names are bound to fields of it.
    pub name: Box<str>,
    /// What callers call it where that is not its name (Swift's `with id: String`);
    /// `_` where they give it without a name.
    pub label: Box<str>,
    /// Its type, as written; may be empty.
    pub type_name: Box<str>,
    /// What it is when the caller does not say.
    pub default: Option<ExprId>,
    /// Annotations on it (`@Path("id") id`), as calls or names.
    pub decorators: Vec<ExprId>,
}

impl Parameter {
    /// What callers that name it call it.
    pub fn called(&self) -> &str {
        if self.label.is_empty() { &self.name } else { &self.label }
    }
}

/// A class, struct, interface, trait, enum or object.
#[derive(Debug, Clone, Default)]
pub struct Class {
    /// Its name.
    pub name: Box<str>,
    /// What it is made from, as written.
    pub bases: Vec<Box<str>>,
    /// What is written above it.
    pub decorators: Vec<ExprId>,
    /// Where it stands.
    pub span: Span,
}

/// What a name or field is given.
#[derive(Debug, Clone, PartialEq)]
pub struct Binding {
    /// What is given a value.
    pub target: Target,
    /// The value; none where only a type is said.
    pub value: Option<ExprId>,
    /// Its type, as written; may be empty.
    pub type_name: Box<str>,
    /// The function it is done in.
    pub function: FunctionId,
    /// Whether it is added to what was there (`+=`).
    pub adds: bool,
    /// Where it stands.
    pub span: Span,
}

/// What is given a value.
#[derive(Debug, Clone, PartialEq)]
pub enum Target {
    /// A name.
    Name(Box<str>),
    /// A member of a class, declared in its body.
    Field(ClassId, Box<str>),
    /// A field of an object: `object.name = …`, `object["name"] = …`.
    Member(ExprId, Box<str>),
}

/// A name that comes from elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// What it is called here; empty for wildcard and side-effect imports.
    pub local: Box<str>,
    /// Where it comes from, as written.
    pub module: Box<str>,
    /// What it is called there; empty for the module itself or its default, `*` for everything.
    pub symbol: Box<str>,
    /// Whether it brings types alone.
    pub types_only: bool,
    /// Where it stands.
    pub span: Span,
}

/// A branch that is taken for some values: an arm of a `switch`, `when` or `match`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arm {
    /// Where it stands.
    pub span: Span,
    /// Where all arms stand that it is one of.
    pub whole: Span,
    /// What it is taken for; nothing where it takes what is left.
    pub labels: Vec<Box<str>>,
}

/// What a comment begins with that is meant for the audit itself.
pub const TO_THE_AUDIT: &str = "scopes:ignore";

/// A comment that says something to the audit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// Its text with its marks.
    pub text: Box<str>,
    /// Where it stands.
    pub span: Span,
}

impl Unit {
    /// The expression of a number.
    pub fn expr(&self, id: ExprId) -> &Expr {
        &self.exprs[id.0 as usize]
    }

    /// Where an expression stands.
    pub fn span(&self, id: ExprId) -> Span {
        self.spans[id.0 as usize]
    }

    /// The function an expression stands in.
    pub fn owner(&self, id: ExprId) -> FunctionId {
        self.owners[id.0 as usize]
    }

    /// The function of a number.
    pub fn function(&self, id: FunctionId) -> &Function {
        &self.functions[id.0 as usize]
    }

    /// All expressions with their numbers.
    pub fn all(&self) -> impl Iterator<Item = (ExprId, &Expr)> {
        (0..).map(ExprId).zip(&self.exprs)
    }

    /// Notes a name that is written outside of what was read; with where the lines begin.
    pub fn mention(&mut self, name: &str, start: usize, lines: &[u32]) {
        self.exprs.push(Expr::Name(name.into()));
        self.spans.push(Span::within(lines, start, name.len()));
        self.owners.push(FunctionId(0));
    }

    /// Notes that all names of a module are taken, where that is written outside of what was read.
    pub fn take_all_of(&mut self, module: &str, start: usize, lines: &[u32]) {
        self.imports.push(Import {
            local: "".into(),
            module: module.into(),
            symbol: "*".into(),
            types_only: false,
            span: Span::within(lines, start, module.len()),
        });
    }

    /// The innermost arm that a place is in.
    pub fn arm(&self, at: Span) -> Option<&Arm> {
        let inside = |a: &&Arm| a.span.start <= at.start && at.start < a.span.end;
        self.arms.iter().filter(inside).min_by_key(|a| a.span.end - a.span.start)
    }

    /// Whether some value may take both the arm that one place is in and that of another.
    pub fn may_be_taken_together(&self, one: Span, other: Span) -> bool {
        let (Some(one), Some(other)) = (self.arm(one), self.arm(other)) else { return true };
        let left_over = |arm: &Arm, label: &str| {
            let others = self.arms.iter().filter(|a| a.whole == arm.whole);
            !others.flat_map(|a| &a.labels).any(|l| **l == *label)
        };
        match (one.labels.as_slice(), other.labels.as_slice()) {
            ([], []) => true,
            ([], labels) => labels.iter().any(|l| left_over(one, l)),
            (labels, []) => labels.iter().any(|l| left_over(other, l)),
            (labels, more) => labels.iter().any(|l| more.contains(l)),
        }
    }

    /// Whether two places stand in branches of one condition of which only one is taken.
    pub fn in_other_branches(&self, one: Span, other: Span) -> bool {
        let inside = |part: &Span, at: Span| part.start <= at.start && at.end <= part.end;
        let part = |parts: &[Span], at: Span| parts.iter().position(|part| inside(part, at));
        let apart = |parts: &[Span]| matches!((part(parts, one), part(parts, other)), (Some(a), Some(b)) if a != b);
        !self.may_be_taken_together(one, other) || self.branchings.iter().any(|parts| apart(parts))
    }

    /// The last name of what is called or named: `get` of `client.http.get`.
    pub fn last_name(&self, id: ExprId) -> Option<&str> {
        match self.expr(id) {
            Expr::Name(name) | Expr::Member(_, name) => Some(name),
            _ => None,
        }
    }

    /// Names from the outermost inwards: `["client", "http", "get"]`; none where
    /// something other than names is part of it. `self` is `""`.
    pub fn path(&self, id: ExprId) -> Option<Vec<&str>> {
        let mut path = Vec::new();
        let mut at = id;
        loop {
            match self.expr(at) {
                Expr::Name(name) => {
                    path.push(&**name);
                    break;
                }
                Expr::This => {
                    path.push("");
                    break;
                }
                Expr::Member(Some(object), name) => {
                    path.push(name);
                    at = *object;
                }
                Expr::Member(None, name) => {
                    path.push(name);
                    break;
                }
                _ => return None,
            }
        }
        path.reverse();
        Some(path)
    }
}

/// Units written down briefly, for tests to look at.
#[cfg(test)]
pub(crate) mod sketch {
    use super::{Expr, ExprId, Span, Target, Unit};

    /// An expression: `fetch(("https://" + BASE), {method: "PUT"})`.
    pub fn expr(unit: &Unit, id: ExprId) -> String {
        let list = |items: &[ExprId], between: &str| {
            items.iter().map(|id| expr(unit, *id)).collect::<Vec<_>>().join(between)
        };
        match unit.expr(id) {
            Expr::Text(text) => format!("{text:?}"),
            Expr::Join(parts) => format!("({})", list(parts, " + ")),
            Expr::Name(name) => name.to_string(),
            Expr::This => "this".to_string(),
            Expr::Member(Some(object), name) => format!("{}.{name}", expr(unit, *object)),
            Expr::Member(None, name) => format!(".{name}"),
            Expr::Index(object, index) => {
                format!("{}[{}]", expr(unit, *object), expr(unit, *index))
            }
            Expr::Call(call) => {
                let arguments = call.arguments.iter().map(|argument| {
                    let name =
                        argument.name.as_ref().map_or(String::new(), |name| format!("{name}="));
                    let spread = if argument.spread { "..." } else { "" };
                    format!("{name}{spread}{}", expr(unit, argument.value))
                });
                let arguments = arguments.collect::<Vec<_>>().join(", ");
                let new = if call.makes { "new " } else { "" };
                format!("{new}{}({arguments})", expr(unit, call.callee))
            }
            Expr::List(items) => format!("[{}]", list(items, ", ")),
            Expr::Map(pairs) => {
                let pairs =
                    pairs.iter().map(|(key, value)| format!("{key}: {}", expr(unit, *value)));
                format!("{{{}}}", pairs.collect::<Vec<_>>().join(", "))
            }
            Expr::Either(branches) => format!("either({})", list(branches, " | ")),
            Expr::Default(value, other) => {
                format!("({} ?? {})", expr(unit, *value), expr(unit, *other))
            }
            Expr::Function(function) => format!("function#{}", function.0),
            Expr::Number(_) | Expr::Other => "_".to_string(),
        }
    }

    /// Branches with what they are taken for, and what is held against what.
    fn branches(unit: &Unit, out: &mut String) {
        // The calls inside say where it stands better than bytes would.
        let inside = |span: Span| {
            let calls = unit.all().filter(|(id, e)| {
                let at = unit.span(*id);
                matches!(e, Expr::Call(_)) && span.start <= at.start && at.end <= span.end
            });
            calls.map(|(id, _)| expr(unit, id)).collect::<Vec<_>>().join(", ")
        };
        for arm in &unit.arms {
            let count = unit.arms.iter().filter(|a| a.whole == arm.whole).count();
            let labels = arm.labels.join(" | ");
            out.push_str(&format!("arm 1/{count} [{labels}]: {}\n", inside(arm.span)));
        }
        for guard in &unit.guards {
            let subject = expr(unit, guard.subject);
            let sign = if guard.holds { "is" } else { "is not" };
            let texts = match guard.constant {
                Some(constant) => expr(unit, constant),
                None => guard.texts.join(" | "),
            };
            out.push_str(&format!("if {subject} {sign} [{texts}]: {}\n", inside(guard.span)));
        }
        for (held, against) in &unit.tests {
            out.push_str(&format!("held {} in {}\n", expr(unit, *held), expr(unit, *against)));
        }
        if unit.broken {
            out.push_str("broken\n");
        }
    }

    /// Everything a unit holds, a line each: calls in order, then bindings,
    /// functions, classes, imports, branches.
    pub fn unit(unit: &Unit) -> String {
        let mut out = String::new();
        for (id, call) in unit.all().filter(|(_, e)| matches!(e, Expr::Call(_))) {
            let _ = call;
            out.push_str(&format!("call {}\n", expr(unit, id)));
        }
        for binding in &unit.bindings {
            let target = match &binding.target {
                Target::Name(name) => name.to_string(),
                Target::Field(class, name) => {
                    format!("{}::{name}", unit.classes[class.0 as usize].name)
                }
                Target::Member(object, name) => format!("{}.{name}", expr(unit, *object)),
            };
            let kind = if binding.type_name.is_empty() {
                String::new()
            } else {
                format!(": {}", binding.type_name)
            };
            let sign = if binding.adds { "+=" } else { "=" };
            let value = binding.value.map_or("?".to_string(), |value| expr(unit, value));
            out.push_str(&format!("bind #{} {target}{kind} {sign} {value}\n", binding.function.0));
        }
        for (at, function) in unit.functions.iter().enumerate().skip(1) {
            let parameters = function.parameters.iter().map(|p| {
                let kind = if p.type_name.is_empty() {
                    String::new()
                } else {
                    format!(": {}", p.type_name)
                };
                let default = p.default.map_or(String::new(), |d| format!(" = {}", expr(unit, d)));
                let marks: String = p
                    .decorators
                    .iter()
                    .fold(String::new(), |out, d| out + "@" + &expr(unit, *d) + " ");
                let label =
                    if p.label.is_empty() { String::new() } else { format!("{} ", p.label) };
                format!("{marks}{label}{}{kind}{default}", p.name)
            });
            let class = function
                .class
                .map_or(String::new(), |c| format!("{}::", unit.classes[c.0 as usize].name));
            let marks: String = function
                .decorators
                .iter()
                .fold(String::new(), |out, d| out + "@" + &expr(unit, *d) + " ");
            let returns =
                function.returns.iter().map(|r| expr(unit, *r)).collect::<Vec<_>>().join(" | ");
            out.push_str(&format!(
                "function #{at} {marks}{class}{}({}) {} -> {returns}\n",
                function.name,
                parameters.collect::<Vec<_>>().join(", "),
                function.return_type
            ));
        }
        for class in &unit.classes {
            let marks: String = class
                .decorators
                .iter()
                .fold(String::new(), |out, d| out + "@" + &expr(unit, *d) + " ");
            out.push_str(&format!("class {marks}{} < {}\n", class.name, class.bases.join(", ")));
        }
        for import in &unit.imports {
            let types = if import.types_only { "type " } else { "" };
            out.push_str(&format!(
                "import {types}{} = {} . {}\n",
                import.local, import.module, import.symbol
            ));
        }
        branches(unit, &mut out);
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(start: u32, end: u32) -> Span {
        Span { start, end, line: 1 }
    }

    #[test]
    fn what_is_noted_from_outside_has_its_place() {
        let lines = [0, 4, 9];
        let mut unit = Unit::default();
        unit.mention("ab", 4, &lines);
        unit.mention("abc", 8, &lines);
        assert_eq!(unit.exprs, [Expr::Name("ab".into()), Expr::Name("abc".into())]);
        let (first, second) = (unit.span(ExprId(0)), unit.span(ExprId(1)));
        assert_eq!(first, Span { start: 4, end: 6, line: 2 });
        assert_eq!(second, Span { start: 8, end: 11, line: 2 });
        assert_eq!(unit.owner(ExprId(1)), FunctionId(0));
        unit.take_all_of("App.Api", 9, &lines);
        let import = &unit.imports[0];
        assert_eq!((&*import.local, &*import.module, &*import.symbol), ("", "App.Api", "*"));
        assert_eq!(import.span, Span { start: 9, end: 16, line: 3 });
    }

    #[test]
    fn the_innermost_arm_is_taken() {
        let arm = |start, end| Arm { span: place(start, end), whole: place(0, 99), labels: vec![] };
        let arms = vec![arm(10, 60), arm(20, 55), arm(60, 70)];
        let unit = Unit { arms, ..Unit::default() };
        let of = |at| unit.arm(place(at, at + 1)).map(|arm| arm.span);
        assert_eq!(of(9), None);
        assert_eq!(of(10), Some(place(10, 60)));
        assert_eq!(of(30), Some(place(20, 55)));
        assert_eq!(of(55), Some(place(10, 60)));
        assert_eq!(of(60), Some(place(60, 70)));
        assert_eq!(of(70), None);
        // The shorter is inside, wherever both stand.
        let unit = Unit { arms: vec![arm(0, 40), arm(30, 35)], ..Unit::default() };
        assert_eq!(unit.arm(place(31, 32)).map(|arm| arm.span), Some(place(30, 35)));
    }

    #[test]
    fn paths_are_made_of_names() {
        let member = |of, name: &str| Expr::Member(of, name.into());
        let exprs = vec![
            Expr::This,
            member(Some(ExprId(0)), "http"),
            member(Some(ExprId(1)), "get"),
            member(None, "shared"),
            member(Some(ExprId(3)), "get"),
            Expr::Name("api".into()),
            Expr::Text("x".into()),
            member(Some(ExprId(6)), "get"),
        ];
        let unit = Unit { exprs, ..Unit::default() };
        assert_eq!(unit.path(ExprId(2)), Some(vec!["", "http", "get"]));
        assert_eq!(unit.path(ExprId(4)), Some(vec!["shared", "get"]));
        assert_eq!(unit.path(ExprId(5)), Some(vec!["api"]));
        assert_eq!(unit.path(ExprId(7)), None);
    }
}
