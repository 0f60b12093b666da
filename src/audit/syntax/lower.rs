//! From a syntax tree to a [`Unit`], for any language.
//!
//! A [`Dialect`] says of each node what it is (its [`Shape`]); this walks the tree
//! and writes down what matters. So a language is one `match` over node kinds.

use foldhash::HashSet;

use tree_sitter::Node;

use super::arms;
use super::members::{self, Names};
use super::nodes::{Walk, field, kind_of, named, text, walk};
use super::shape::{
    Bind, BindTarget, Callee, DEEPER, Dialect, FunctionShape, Given, GuardShape, Piece, Shape, Step,
};
use crate::audit::ir::{
    Argument, Arm, Binding, COMMAND, Call, Class, ClassId, Comment, ELEMENT, Expr, ExprId,
    Function, FunctionId, Guard, Import, Parameter, Span, TO_THE_AUDIT, Target, Unit,
};

/// Deeper than this nothing is looked at: no program is that deep, but made-up ones are.
const DEEPEST: u32 = 400;

/// Texts parsed anew inside texts parsed anew, at most; each costs its length once more.
const MOST_REPARSED: u32 = 4;

/// Lowers a tree. `offset` and `line` are where the source begins in its file.
pub fn lower(dialect: &dyn Dialect, root: Node<'_>, source: &str, offset: u32, line: u32) -> Unit {
    let mut span = span_of(root, offset, line);
    span.end = span.end.min(end_of(source, offset));
    let file = Function { span, ..Function::default() };
    let mut unit = Unit { functions: vec![file], ..Unit::default() };
    lower_into(&mut unit, dialect, root, source, offset, line);
    if dialect.names_may_call() {
        call_unbound_names(&mut unit);
    }
    unit
}

/// Makes calls of the names that nothing in their functions is bound to.
fn call_unbound_names(unit: &mut Unit) {
    let mut bound: HashSet<(FunctionId, &str)> = HashSet::default();
    for binding in &unit.bindings {
        if let Target::Name(name) = &binding.target {
            bound.insert((binding.function, name));
        }
    }
    for (id, function) in (0..).map(FunctionId).zip(&unit.functions) {
        let names = function.parameters.iter().map(|p| p.name.trim_start_matches(['*', '&']));
        bound.extend(names.map(|name| (id, name)));
    }
    let callees: HashSet<ExprId> = unit
        .exprs
        .iter()
        .filter_map(|expr| match expr {
            Expr::Call(call) => Some(call.callee),
            _ => None,
        })
        .collect();
    let is_bound = |name: &str, mut function: FunctionId| loop {
        if bound.contains(&(function, name)) {
            return true;
        }
        let Function { name: own, outer, .. } = unit.function(function);
        // What has a name of its own sees no names around it.
        if !own.is_empty() || *outer == function {
            return false;
        }
        function = *outer;
    };
    let calls: Vec<ExprId> = unit
        .all()
        .filter(|(id, expr)| match expr {
            Expr::Name(name) => {
                name.starts_with(char::is_lowercase)
                    && !matches!(&**name, "true" | "false" | "nil")
                    && !callees.contains(id)
                    && !is_bound(name, unit.owner(*id))
            }
            _ => false,
        })
        .map(|(id, _)| id)
        .collect();
    for id in calls {
        let at = id.0 as usize;
        let callee = ExprId(u32::try_from(unit.exprs.len()).unwrap_or(u32::MAX));
        let call = Expr::Call(Call { callee, arguments: Vec::new(), makes: false });
        let name = std::mem::replace(&mut unit.exprs[at], call);
        unit.exprs.push(name);
        unit.spans.push(unit.spans[at]);
        unit.owners.push(unit.owners[at]);
    }
}

/// Lowers a tree or part of one into a unit that has its file already; gives its value.
///
/// So several scripts of one page share their names, as they do when it runs.
pub fn lower_into(
    unit: &mut Unit,
    dialect: &dyn Dialect,
    node: Node<'_>,
    source: &str,
    offset: u32,
    line: u32,
) -> ExprId {
    let mut lowering = Lowering {
        dialect,
        source,
        unit: std::mem::take(unit),
        function: FunctionId(0),
        class: None,
        offset,
        line,
        depth: 0,
        reparsed: 0,
        end: end_of(source, offset),
        names: Names::default(),
        turned: Vec::new(),
        known: Vec::new(),
    };
    lowering.unit.broken |= node.has_error();
    for name in dialect.file_takes(node, source) {
        let parameter = Parameter { name: name.into(), ..Parameter::default() };
        lowering.unit.functions[0].parameters.push(parameter);
    }
    // Few files have any, and to look at every node takes a quarter of what parsing does.
    if source.contains(TO_THE_AUDIT) {
        lowering.comments(node);
    }
    let value = lowering.node(node);
    if dialect.members_by_name() {
        members::write_out(&mut lowering.unit, &lowering.names);
    } else if dialect.bodies_name_members() {
        members::write_out_in_bodies(&mut lowering.unit, &lowering.names);
    } else if dialect.sets_names_of_files() {
        members::give_to_file(&mut lowering.unit, &lowering.names);
    }
    *unit = lowering.unit;
    value
}

/// Where a source ends in its file.
fn end_of(source: &str, offset: u32) -> u32 {
    u32::try_from(source.len()).map_or(u32::MAX, |length| offset.saturating_add(length))
}

fn span_of(node: Node<'_>, offset: u32, line: u32) -> Span {
    let small = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Span {
        start: offset + small(node.start_byte()),
        end: offset + small(node.end_byte()),
        line: line + small(node.start_position().row),
    }
}

pub(super) struct Lowering<'s> {
    dialect: &'s dyn Dialect,
    source: &'s str,
    pub(super) unit: Unit,
    pub(super) function: FunctionId,
    pub(super) class: Option<ClassId>,
    offset: u32,
    line: u32,
    depth: u32,
    reparsed: u32,
    /// Nothing ends after this: what is added at the end of a text to parse it is in no file.
    end: u32,
    names: Names,
    /// Operations that are being turned round, and the operands read in their place.
    turned: Vec<(Node<'s>, Node<'s>)>,
    /// What nodes are that have been read.
    known: Vec<(usize, ExprId)>,
}

impl<'s> Lowering<'s> {
    pub(super) fn span(&self, node: Node<'_>) -> Span {
        let mut span = span_of(node, self.offset, self.line);
        // What goes on from an operand does not begin where the operation does.
        let turned = self.turned.iter().rfind(|(operation, _)| {
            operation.start_byte() == node.start_byte() && operation.end_byte() <= node.end_byte()
        });
        if let Some((_, operand)) = turned {
            let from = span_of(*operand, self.offset, self.line);
            span = Span { end: span.end, ..from };
        }
        Span { start: span.start.min(self.end), end: span.end.min(self.end), ..span }
    }

    /// Takes down the comments for the audit, which may stand between any two nodes.
    fn comments(&mut self, root: Node<'s>) {
        walk(root, |node, _| {
            let is_comment = node.is_named() && kind_of(node).ends_with("comment");
            let text = self.source.get(node.byte_range()).unwrap_or_default();
            if is_comment && text.contains(TO_THE_AUDIT) {
                let span = self.span(node);
                self.unit.comments.push(Comment { text: text.into(), span });
            }
            if is_comment { Walk::Past } else { Walk::Into }
        });
    }

    pub(super) fn push(&mut self, expr: Expr, span: Span) -> ExprId {
        let id = ExprId(u32::try_from(self.unit.exprs.len()).unwrap_or(u32::MAX));
        self.unit.exprs.push(expr);
        self.unit.spans.push(span);
        self.unit.owners.push(self.function);
        id
    }

    /// Lowers all children; gives the value of the last.
    fn children(&mut self, node: Node<'s>) -> Option<ExprId> {
        let mut cursor = node.walk();
        let children: Vec<Node<'s>> = node.children(&mut cursor).collect();
        self.nodes(children).last().copied()
    }

    /// Lowers another text for a node, at the node's place.
    fn reparse(&mut self, node: Node<'s>, text: &str) -> Option<ExprId> {
        if self.reparsed >= MOST_REPARSED {
            return None;
        }
        let tree = super::parse(&node.language(), text)?;
        let at = self.span(node);
        let mut inner = Lowering {
            dialect: self.dialect,
            source: text,
            unit: std::mem::take(&mut self.unit),
            function: self.function,
            class: self.class,
            offset: at.start,
            line: at.line,
            depth: self.depth,
            reparsed: self.reparsed + 1,
            end: at.end,
            names: std::mem::take(&mut self.names),
            turned: Vec::new(),
            known: Vec::new(),
        };
        let last = inner.children(tree.root_node());
        self.unit = inner.unit;
        self.names = inner.names;
        last
    }

    /// Lowers a node wherever it stands; gives its value.
    fn node(&mut self, node: Node<'s>) -> ExprId {
        if let Some((_, value)) = self.known.iter().find(|(id, _)| *id == node.id()) {
            return *value;
        }
        let instead = self.turned.iter().find(|(operation, _)| operation.id() == node.id());
        let node = instead.map_or(node, |(_, operand)| *operand);
        if let Some((operation, operand)) = self.dialect.misread(node)
            && self.turned.iter().all(|(known, _)| known.id() != operation.id())
        {
            return self.turned(node, operation, operand);
        }
        let span = self.span(node);
        if self.depth > DEEPEST {
            self.unit.broken = true;
            return self.push(Expr::Other, span);
        }
        self.depth += 1;
        // Half of all nodes are signs and keywords, and none of these is anything of this.
        let is_named = node.is_named();
        if is_named && arms::is_arm(node) {
            let labels = arms::labels(node, self.source);
            let whole = node.parent().map_or(span, |whole| self.span(whole));
            self.unit.arms.push(Arm { span, whole, labels });
        }
        if is_named && let Some((one, many)) = self.dialect.held_against(node, self.source) {
            let pair = (self.node(one), self.node(many));
            self.unit.tests.push(pair);
        }
        let before = self.unit.exprs.len();
        let bound = self.unit.bindings.len();
        let shape = self.dialect.shape(node, self.source);
        let id = self.shape(node, shape, span);
        // What a branch adds to a name, another does not.
        if is_named
            && matches!(kind_of(node), "if_statement" | "if_expression" | "if")
            && self.unit.bindings[bound..].iter().any(|b| b.adds)
        {
            let parts = named(node).into_iter().map(|part| self.span(part)).collect();
            self.unit.branchings.push(parts);
        }
        if is_named {
            for guard in self.dialect.guards(node, self.source) {
                self.guard(guard, before);
            }
        }
        self.depth -= 1;
        id
    }

    /// Lowers `(a + b).c` as `a + (b.c)`.
    fn turned(&mut self, node: Node<'s>, operation: Node<'s>, operand: Node<'s>) -> ExprId {
        self.turned.push((operation, operand));
        let value = self.node(node);
        self.turned.pop();
        self.with_known(operand, value, operation)
    }

    /// Lowers a node, of which a part has been lowered.
    fn with_known(&mut self, part: Node<'s>, value: ExprId, whole: Node<'s>) -> ExprId {
        self.known.push((part.id(), value));
        let whole = self.node(whole);
        self.known.pop();
        whole
    }

    /// Keeps a branch of a node whose expressions are those from a number on.
    fn guard(&mut self, shape: GuardShape<'s>, from: usize) {
        let small = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let (start, end) = (small(shape.bytes.start), small(shape.bytes.end));
        let span = Span { start: self.offset + start, end: self.offset + end, line: 0 };
        let mut known = |node| match self.lowered(node, from) {
            Some(known) => known,
            None => self.node(node),
        };
        let constant = shape.constant.map(&mut known);
        let subject = shape.subject.map(&mut known);
        let subject = subject.unwrap_or_else(|| self.push(Expr::Other, span));
        self.unit.guards.push(Guard {
            span,
            subject,
            texts: shape.texts.into_iter().map(Into::into).collect(),
            constant,
            holds: shape.holds,
        });
    }

    /// What a node has been lowered to, among the expressions from a number on.
    fn lowered(&self, node: Node<'s>, from: usize) -> Option<ExprId> {
        let span = self.span(node);
        let place = |s: &Span| (s.start, s.end) == (span.start, span.end);
        let found = (from..self.unit.exprs.len()).find(|id| {
            place(&self.unit.spans[*id]) && !matches!(self.unit.exprs[*id], Expr::Other)
        });
        found.and_then(|id| u32::try_from(id).ok()).map(ExprId)
    }

    fn nodes(&mut self, nodes: Vec<Node<'s>>) -> Vec<ExprId> {
        nodes.into_iter().map(|node| self.node(node)).collect()
    }

    fn shape(&mut self, node: Node<'s>, shape: Shape<'s>, span: Span) -> ExprId {
        let expr = match shape {
            Shape::Skip => Expr::Other,
            Shape::Text(text) => Expr::Text(text.into()),
            Shape::Join(pieces) => self.join(pieces),
            Shape::Name(name) => {
                let id = self.push(Expr::Name(name.into()), span);
                self.names.in_class.extend(self.class.map(|class| (id, class)));
                return id;
            }
            Shape::This => Expr::This,
            Shape::Member(object, name) => {
                Expr::Member(object.map(|object| self.node(object)), name.into())
            }
            Shape::Own(name) => {
                let object = self.push(Expr::This, span);
                Expr::Member(Some(object), name.into())
            }
            Shape::Index(object, index) => {
                let object = self.node(object);
                let index = self.node(index);
                Expr::Index(object, index)
            }
            Shape::Call { callee, arguments, makes } => self.call(callee, arguments, makes, span),
            Shape::List(items) => Expr::List(self.nodes(items)),
            Shape::Map(pairs) => Expr::Map(
                pairs.into_iter().map(|(key, value)| (key.into(), self.node(value))).collect(),
            ),
            Shape::Either(branches) => Expr::Either(self.nodes(branches)),
            Shape::Default(value, other) => {
                let value = self.node(value);
                Expr::Default(value, self.node(other))
            }
            Shape::Inner(inner) | Shape::Node(inner) => return self.node(inner),
            Shape::Within(whole, place, shape) => {
                let span = self.span(place);
                let value = self.shape(place, *shape, span);
                return self.with_known(place, value, whole);
            }
            Shape::Seq(shapes) => {
                let mut last = None;
                for shape in shapes {
                    last = Some(self.shape(node, shape, span));
                }
                return last.unwrap_or_else(|| self.push(Expr::Other, span));
            }
            Shape::Function(function) => return self.function(node, function),
            Shape::Partial(callee, given) => return self.partial(node, callee, given),
            Shape::Class { name, bases, decorators, body } => {
                self.class(span, &name, bases, decorators, body);
                Expr::Other
            }
            Shape::Bind(binds) => return self.binds(binds, span),
            Shape::Return(value) => {
                if let Some(value) = value {
                    let value = self.node(value);
                    self.unit.functions[self.function.0 as usize].returns.push(value);
                }
                Expr::Other
            }
            Shape::Import(imports) => {
                for import in imports {
                    self.unit.imports.push(Import {
                        local: import.local.into(),
                        module: import.module.into(),
                        symbol: import.symbol.into(),
                        types_only: import.types_only,
                        span,
                    });
                }
                Expr::Other
            }
            Shape::Reparse(text) => match self.reparse(node, &text) {
                Some(value) => return value,
                None => Expr::Other,
            },
            Shape::Run(command) => {
                let command = self.shape(node, *command, span);
                let argument = Argument { name: None, value: command, spread: false };
                let callee = self.push(Expr::Name(COMMAND.into()), span);
                Expr::Call(Call { callee, arguments: vec![argument], makes: false })
            }
            Shape::Other => {
                self.children(node);
                number(node, self.source).map_or(Expr::Other, Expr::Number)
            }
        };
        self.push(expr, span)
    }

    fn join(&mut self, pieces: Vec<Piece<'s>>) -> Expr {
        let mut parts = Vec::with_capacity(pieces.len());
        for piece in pieces {
            match piece {
                Piece::Text(text, node) => {
                    let span = self.span(node);
                    parts.push(self.push(Expr::Text(text.into()), span));
                }
                Piece::Expr(node) => {
                    let value = self.node(node);
                    // What is turned round may be the first of the pieces.
                    match (self.dialect.misread(node), self.unit.expr(value)) {
                        (Some(_), Expr::Join(inner)) => parts.extend(inner),
                        _ => parts.push(value),
                    }
                }
                Piece::As(shape, node) => {
                    let span = self.span(node);
                    parts.push(self.shape(node, shape, span));
                }
            }
        }
        Expr::Join(parts)
    }

    pub(super) fn call(
        &mut self,
        callee: Callee<'s>,
        given: Vec<Given<'s>>,
        makes: bool,
        span: Span,
    ) -> Expr {
        let callee = match callee {
            Callee::Expr(node) => self.node(node),
            Callee::Named(None, name) => self.push(Expr::Name(name.into()), span),
            Callee::Named(Some(object), name) => {
                let object = self.node(object);
                let span = self.up_to_name(span, object, &name);
                self.push(Expr::Member(Some(object), name.into()), span)
            }
            Callee::Told(object, name) => {
                let (object, name) = (self.node(object), self.node(name));
                self.push(Expr::Index(object, name), span)
            }
        };
        let arguments = given
            .into_iter()
            .map(|given| {
                let whole = self.node(given.value);
                let value = if given.each { self.some_of(whole, span) } else { whole };
                Argument { name: given.name.map(Into::into), value, spread: given.spread }
            })
            .collect();
        Expr::Call(Call { callee, arguments, makes })
    }

    /// Something in a list, whichever.
    fn some_of(&mut self, list: ExprId, span: Span) -> ExprId {
        let index = self.push(Expr::Other, span);
        self.push(Expr::Index(list, index), self.unit.span(list))
    }

    /// The part of a call up to the name of what is called, behind the object it is called on.
    fn up_to_name(&self, call: Span, object: ExprId, name: &str) -> Span {
        let place = |byte: u32| byte.saturating_sub(self.offset) as usize;
        let begins = self.unit.span(object).end;
        let behind = self.source.get(place(begins)..place(call.end)).unwrap_or_default();
        let end = behind.find(name).and_then(|at| u32::try_from(at + name.len()).ok());
        Span { end: end.map_or(call.end, |end| begins + end), ..call }
    }

    fn function(&mut self, node: Node<'s>, shape: FunctionShape<'s>) -> ExprId {
        let span = self.span(node);
        let decorators = self.nodes(shape.decorators);
        let class = match shape.of_class {
            Some(name) => Some(self.class_named(&name, span)),
            None => self.class,
        };
        let id = FunctionId(u32::try_from(self.unit.functions.len()).unwrap_or(u32::MAX));
        self.unit.functions.push(Function {
            name: shape.name.clone().into(),
            return_type: shape.return_type.into(),
            outer: self.function,
            class,
            decorators,
            span,
            ..Function::default()
        });
        let (outer, around) = (self.function, self.class);
        self.function = id;
        self.class = None;
        let mut parameters = Vec::with_capacity(shape.parameters.len());
        for parameter in shape.parameters {
            let decorators = self.nodes(parameter.decorators);
            let default = parameter.default.map(|node| self.node(node));
            let name: Box<str> = if parameter.name.is_empty() && !parameter.fields.is_empty() {
                // A pattern gets a name nobody can type, for its fields to be taken from.
                format!("{{{}}}", parameters.len()).into()
            } else {
                parameter.name.into()
            };
            if let (true, Some(class)) = (parameter.is_field, class) {
                let value = self.push(Expr::Name(name.clone()), span);
                self.unit.bindings.push(Binding {
                    target: Target::Field(class, name.clone()),
                    value: Some(value),
                    type_name: parameter.type_name.clone().into(),
                    function: id,
                    adds: false,
                    span,
                });
            }
            for taken in parameter.fields {
                let whole = self.push(Expr::Name(name.clone()), span);
                let mut value = self.taken(whole, &taken.key, span);
                if let Some(default) = taken.default {
                    let default = self.node(default);
                    value = self.push(Expr::Default(value, default), span);
                }
                self.unit.bindings.push(Binding {
                    target: Target::Name(taken.local.into()),
                    value: Some(value),
                    type_name: "".into(),
                    function: id,
                    adds: false,
                    span,
                });
            }
            parameters.push(Parameter {
                name,
                label: parameter.label.into(),
                type_name: parameter.type_name.into(),
                default,
                decorators,
            });
        }
        self.unit.functions[id.0 as usize].parameters = parameters;
        if let Some(receiver) = shape.receiver {
            let value = self.push(Expr::This, span);
            self.unit.bindings.push(Binding {
                target: Target::Name(receiver.into()),
                value: Some(value),
                type_name: "".into(),
                function: id,
                adds: false,
                span,
            });
        }
        let mut last = None;
        for node in shape.body {
            last = Some(self.node(node));
        }
        if let (true, Some(last)) = (shape.body_is_result, last) {
            self.unit.functions[id.0 as usize].returns.push(last);
        }
        (self.function, self.class) = (outer, around);
        let value = self.push(Expr::Function(id), span);
        // A function with a name can be had by that name.
        if !shape.name.is_empty() && class.is_none() && !shape.of_object {
            self.unit.bindings.push(Binding {
                target: Target::Name(shape.name.into()),
                value: Some(value),
                type_name: "".into(),
                function: outer,
                adds: false,
                span,
            });
        }
        value
    }

    fn class(
        &mut self,
        span: Span,
        name: &str,
        bases: Vec<String>,
        decorators: Vec<Node<'s>>,
        body: Vec<Node<'s>>,
    ) {
        let decorators = self.nodes(decorators);
        let id = self.class_named(name, span);
        let class = &mut self.unit.classes[id.0 as usize];
        class.bases.extend(bases.into_iter().map(Into::into));
        class.decorators.extend(decorators);
        let around = self.class.replace(id);
        let outer = around.or_else(|| self.unit.function(self.function).class);
        if let Some(outer) = outer.filter(|outer| *outer != id) {
            self.names.around.insert(id, outer);
        }
        for node in body {
            self.node(node);
        }
        self.class = around;
    }

    /// The class of that name in this file; a body that stands apart belongs to it too.
    fn class_named(&mut self, name: &str, span: Span) -> ClassId {
        let known = self.unit.classes.iter().position(|class| &*class.name == name);
        let at = known.unwrap_or_else(|| {
            self.unit.classes.push(Class { name: name.into(), span, ..Class::default() });
            self.unit.classes.len() - 1
        });
        ClassId(u32::try_from(at).unwrap_or(u32::MAX))
    }

    /// What a pattern takes out of something, by the keys that lead to it.
    fn taken(&mut self, whole: ExprId, keys: &str, span: Span) -> ExprId {
        let step = |of, key: &str| self.push(Expr::Member(Some(of), key.into()), span);
        keys.split(DEEPER).fold(whole, step)
    }

    fn binds(&mut self, binds: Vec<Bind<'s>>, span: Span) -> ExprId {
        // Names of one pattern share their value, which is lowered once.
        let mut lowered: Vec<(usize, ExprId)> = Vec::new();
        let mut result = None;
        for bind in binds {
            let whole = bind.value.map(|node| {
                let known = lowered.iter().find(|(id, _)| *id == node.id()).map(|(_, expr)| *expr);
                known.unwrap_or_else(|| {
                    let mut expr = self.node(node);
                    if bind.of_each {
                        expr = self.some_of(expr, span);
                    }
                    lowered.push((node.id(), expr));
                    expr
                })
            });
            let literal = bind.literal.map(|text| self.push(Expr::Text(text.into()), span));
            let whole = whole.or(literal);
            result = result.or(whole);
            let is_whole = matches!(bind.step, Step::Whole);
            let value = whole.map(|whole| match bind.step {
                Step::Whole => whole,
                Step::Field(field) => self.taken(whole, &field, span),
                Step::Element => self.some_of(whole, span),
                Step::Place(place) => {
                    let place = self.push(Expr::Number(place), span);
                    self.push(Expr::Index(whole, place), span)
                }
            });
            let value = match (value, bind.default) {
                (Some(value), Some(default)) => {
                    let default = self.node(default);
                    Some(self.push(Expr::Default(value, default), span))
                }
                (value, _) => value,
            };
            let target = match bind.target {
                BindTarget::Name(name) => match self.class {
                    Some(class) => Target::Field(class, name.into()),
                    None => Target::Name(name.into()),
                },
                BindTarget::Member(object, name) => Target::Member(self.node(object), name.into()),
                BindTarget::Expr(node) => {
                    let target = self.node(node);
                    match self.unit.expr(target).clone() {
                        Expr::Name(name) => {
                            self.names.assigned.insert(self.unit.bindings.len());
                            Target::Name(name)
                        }
                        Expr::Member(Some(object), name) => Target::Member(object, name),
                        Expr::Index(object, index) => match self.unit.expr(index) {
                            Expr::Text(key) => Target::Member(object, key.clone()),
                            // `$options[CURLOPT_POST] = true`
                            Expr::Name(key) if key.starts_with("CURLOPT_") => {
                                Target::Member(object, key.clone())
                            }
                            _ => Target::Member(object, ELEMENT.into()),
                        },
                        _ => continue,
                    }
                }
            };
            // `client := held.(*spotify.Client)`
            let asserted = bind.value.filter(|_| bind.type_name.is_empty() && is_whole);
            let type_name = match asserted.and_then(asserted_type) {
                Some(of) => text(of, self.source).into(),
                None => bind.type_name.into(),
            };
            self.unit.bindings.push(Binding {
                target,
                value,
                type_name,
                function: self.function,
                adds: bind.adds,
                span,
            });
        }
        result.unwrap_or_else(|| self.push(Expr::Other, span))
    }
}

/// The type that a cast says its value has: `held as SpotifyClient`.
fn asserted_type(node: Node<'_>) -> Option<Node<'_>> {
    match kind_of(node) {
        "type_assertion_expression" | "cast_expression" => field(node, "type"),
        "as_expression" => {
            let last = node.named_child_count().checked_sub(1).filter(|last| *last > 0)?;
            node.named_child(u32::try_from(last).ok()?)
        }
        _ => None,
    }
}

/// A whole number that is written out.
fn number(node: Node<'_>, source: &str) -> Option<u32> {
    let is_leaf = node.child_count() == 0 && node.byte_range().len() < 8;
    let written = if is_leaf { source.get(node.byte_range())? } else { return None };
    written.parse().ok()
}
