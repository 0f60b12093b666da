//! What a node of a syntax tree is, said by the dialect of its language.

use std::ops::Range;

use tree_sitter::Node;

/// A language: what its nodes are.
pub trait Dialect {
    /// Whether a method names members of its class without `this` before them.
    fn members_by_name(&self) -> bool {
        false
    }

    /// Whether a name in the body of a class, outside of its methods, is a member of it,
    /// and a constant one of the classes around it (Ruby, Python).
    fn bodies_name_members(&self) -> bool {
        false
    }

    /// What a node holds against several values: `kind in ("a", "b")`; names alone, so that
    /// no call is read twice.
    fn held_against<'t>(&self, _node: Node<'t>, _source: &str) -> Option<(Node<'t>, Node<'t>)> {
        None
    }

    /// What the file itself takes when it is run: `$1` of a shell script.
    fn file_takes(&self, _root: Node<'_>, _source: &str) -> Vec<String> {
        Vec::new()
    }

    /// The operation that a node goes on from because the grammar misreads it, and the
    /// operand that it goes on from in truth: `a + b` and `b` of `a + b.c` read as `(a + b).c`.
    fn misread<'t>(&self, _node: Node<'t>) -> Option<(Node<'t>, Node<'t>)> {
        None
    }

    /// What a node is. `source` is the whole file.
    fn shape<'t>(&self, node: Node<'t>, source: &'t str) -> Shape<'t>;

    /// The branches of a node, and what must hold where they are taken.
    fn guards<'t>(&self, _node: Node<'t>, _source: &'t str) -> Vec<GuardShape<'t>> {
        Vec::new()
    }

    /// Whether a function that sets a name of the file does so without saying that it is
    /// one, and says so where it makes a name of its own (Go).
    fn sets_names_of_files(&self) -> bool {
        false
    }

    /// Whether a name that nothing around it is bound to calls the method of that
    /// name (Ruby).
    fn names_may_call(&self) -> bool {
        false
    }
}

/// What a node is.
#[derive(Debug, Clone)]
pub enum Shape<'t> {
    /// Nothing to look at: types, punctuation, comments, documentation strings.
    Skip,
    /// A text, with its escapes undone.
    Text(String),
    /// Texts and expressions one after the other.
    Join(Vec<Piece<'t>>),
    /// A name.
    Name(String),
    /// `self`, `this`.
    This,
    /// A member, by name.
    Member(Option<Node<'t>>, String),
    /// A member of the object that a method belongs to: Ruby's `@name`.
    Own(String),
    /// An element, by index.
    Index(Node<'t>, Node<'t>),
    /// A call of an expression.
    Call { callee: Callee<'t>, arguments: Vec<Given<'t>>, makes: bool },
    /// A function that calls another with this, and then with what it takes itself.
    Partial(Node<'t>, Vec<Given<'t>>),
    /// A list of expressions.
    List(Vec<Node<'t>>),
    /// Values by key.
    Map(Vec<(String, Node<'t>)>),
    /// One of several.
    Either(Vec<Node<'t>>),
    /// A value, and what stands in for it where there is none.
    Default(Node<'t>, Node<'t>),
    /// Several things one after the other; the last is the value.
    Seq(Vec<Shape<'t>>),
    /// A node by itself.
    Node(Node<'t>),
    /// A node, in which another stands for something else: where the grammar misreads it.
    Within(Node<'t>, Node<'t>, Box<Shape<'t>>),
    /// Just what is inside: parentheses, `await`, casts, references.
    Inner(Node<'t>),
    /// A function.
    Function(FunctionShape<'t>),
    /// A class and what is in it.
    Class { name: String, bases: Vec<String>, decorators: Vec<Node<'t>>, body: Vec<Node<'t>> },
    /// Names and fields given values.
    Bind(Vec<Bind<'t>>),
    /// A function's result.
    Return(Option<Node<'t>>),
    /// Names from elsewhere.
    Import(Vec<ImportShape>),
    /// What the grammar leaves as it is (the tokens of a macro), written as something
    /// it knows and parsed anew. Byte for byte it must stand where it stands in the
    /// node; more may follow at its end.
    Reparse(String),
    /// A command that a shell runs, between backticks.
    Run(Box<Shape<'t>>),
    /// Something else: what is inside is looked at.
    Other,
}

impl<'t> Shape<'t> {
    /// Branches of which one is the value, where some give up rather than have one.
    pub fn one_of(branches: Vec<Node<'t>>, gives_up: impl Fn(Node<'t>) -> bool) -> Vec<Self> {
        let (leaving, staying): (Vec<Node>, Vec<Node>) =
            branches.into_iter().partition(|n| gives_up(*n));
        let value = match staying.as_slice() {
            [] => Shape::Skip,
            [only] => Shape::Node(*only),
            _ => Shape::Either(staying),
        };
        leaving.into_iter().map(Shape::Node).chain([value]).collect()
    }
}

/// Part of a [`Shape::Join`].
#[derive(Debug, Clone)]
pub enum Piece<'t> {
    /// A text, and the node it stands in.
    Text(String, Node<'t>),
    /// An expression.
    Expr(Node<'t>),
    /// What the grammar has no node for, and the node it stands in.
    As(Shape<'t>, Node<'t>),
}

/// What is called.
#[derive(Debug, Clone)]
pub enum Callee<'t> {
    /// An expression.
    Expr(Node<'t>),
    /// A method of an object, or a function of that name.
    Named(Option<Node<'t>>, String),
    /// A method of an object whose name is a value: `$client->{$this->method()}(…)`.
    Told(Node<'t>, Node<'t>),
}

/// What a call is given.
#[derive(Debug, Clone)]
pub struct Given<'t> {
    /// Its name.
    pub name: Option<String>,
    /// Its value.
    pub value: Node<'t>,
    /// Whether it stands for several.
    pub spread: bool,
    /// Whether only one thing in it is given, one after the other: `pool.map(f, list)`.
    pub each: bool,
}

impl<'t> Given<'t> {
    /// A value without a name.
    pub fn plain(value: Node<'t>) -> Self {
        Given { name: None, value, spread: false, each: false }
    }

    /// A value by name.
    pub fn named(name: impl Into<String>, value: Node<'t>) -> Self {
        Given { name: Some(name.into()), ..Given::plain(value) }
    }
}

/// Part of a list or text, with where it begins and ends as far as that is said:
/// `list.slice(from=1, to=3)`.
pub fn part_of<'t>(
    whole: Node<'t>,
    bounds: impl Iterator<Item = (&'static str, Node<'t>)>,
) -> Shape<'t> {
    Shape::Call {
        callee: Callee::Named(Some(whole), "slice".to_string()),
        arguments: bounds.map(|(name, bound)| Given::named(name, bound)).collect(),
        makes: false,
    }
}

/// A function.
#[derive(Debug, Clone, Default)]
pub struct FunctionShape<'t> {
    /// Its name; empty for lambdas.
    pub name: String,
    /// What it takes.
    pub parameters: Vec<ParameterShape<'t>>,
    /// Its body.
    pub body: Vec<Node<'t>>,
    /// Whether the body is the result itself.
    pub body_is_result: bool,
    /// The type of its result, as written.
    pub return_type: String,
    /// What is written above it.
    pub decorators: Vec<Node<'t>>,
    /// The type a method belongs to where it does not stand inside it (Go, Rust, Swift extensions).
    pub of_class: Option<String>,
    /// What the object is called inside (Go receivers).
    pub receiver: Option<String>,
    /// Whether it can be had through an object alone, not by its name.
    pub of_object: bool,
}

/// A branch, and what must hold where it is taken; as [`Guard`].
#[derive(Debug, Clone)]
pub struct GuardShape<'t> {
    /// The bytes of the branch.
    pub bytes: Range<usize>,
    /// What is compared; nothing where it is not read what decides.
    pub subject: Option<Node<'t>>,
    /// The texts it is compared with.
    pub texts: Vec<String>,
    /// The constant it is compared with, by its name.
    pub constant: Option<Node<'t>>,
    /// Whether it must be one of them, rather than none.
    pub holds: bool,
}

/// What stands between the keys that lead to what a pattern takes out: `{ a: { b } }`.
pub const DEEPER: char = '\0';

/// A field that a pattern takes out of what a function is given.
#[derive(Debug, Clone)]
pub struct Taken<'t> {
    /// What it is called there; of what lies deeper, the way to it with [`DEEPER`] between.
    pub key: String,
    /// The name it gets.
    pub local: String,
    /// What it is where the caller does not say.
    pub default: Option<Node<'t>>,
}

/// What a function takes.
#[derive(Debug, Clone, Default)]
pub struct ParameterShape<'t> {
    /// Its name; empty for patterns.
    pub name: String,
    /// What callers call it where that differs (Swift); `_` where they do not name it.
    pub label: String,
    /// Names taken out of it by a pattern.
    pub fields: Vec<Taken<'t>>,
    /// Its type, as written.
    pub type_name: String,
    /// What it is when the caller does not say.
    pub default: Option<Node<'t>>,
    /// Annotations on it.
    pub decorators: Vec<Node<'t>>,
    /// Whether it is also a field of the class (`constructor(private api: Api)`).
    pub is_field: bool,
}

/// Something given a value.
#[derive(Debug, Clone)]
pub struct Bind<'t> {
    /// What is given one.
    pub target: BindTarget<'t>,
    /// The value.
    pub value: Option<Node<'t>>,
    /// A text it is given, where the code leaves that out (a Swift case is its name).
    pub literal: Option<String>,
    /// A step into the value: what a pattern takes out of it.
    pub step: Step,
    /// Whether that is a step into one element of the value.
    pub of_each: bool,
    /// What a pattern gives where there is nothing to take.
    pub default: Option<Node<'t>>,
    /// Its type, as written.
    pub type_name: String,
    /// Whether it is added.
    pub adds: bool,
}

impl<'t> Bind<'t> {
    /// A name given a value.
    pub fn name(name: impl Into<String>, value: Option<Node<'t>>) -> Self {
        Bind {
            target: BindTarget::Name(name.into()),
            value,
            literal: None,
            step: Step::Whole,
            of_each: false,
            default: None,
            type_name: String::new(),
            adds: false,
        }
    }

    /// An expression given a value.
    pub fn expr(target: Node<'t>, value: Option<Node<'t>>) -> Self {
        Bind { target: BindTarget::Expr(target), ..Bind::name("", value) }
    }

    /// With a text that is nowhere in the code.
    #[must_use]
    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.literal = Some(text.into());
        self
    }

    /// With a type.
    #[must_use]
    pub fn typed(mut self, type_name: impl Into<String>) -> Self {
        self.type_name = type_name.into();
        self
    }

    /// With only a field of the value.
    #[must_use]
    pub fn field(mut self, field: impl Into<String>) -> Self {
        self.step = Step::Field(field.into());
        self
    }

    /// With only an element of the value.
    #[must_use]
    pub fn element(mut self) -> Self {
        self.step = Step::Element;
        self
    }

    /// With what a pattern takes out of an element of the value: `for (const { path } of all)`.
    #[must_use]
    pub fn of_each(self) -> Self {
        if self.step == Step::Whole { self.element() } else { Bind { of_each: true, ..self } }
    }

    /// With only the element at a place of the value.
    #[must_use]
    pub fn place(mut self, place: usize) -> Self {
        self.step = u32::try_from(place).map_or(Step::Element, Step::Place);
        self
    }

    /// Added to what was there.
    #[must_use]
    pub fn added(mut self) -> Self {
        self.adds = true;
        self
    }
}

/// What is given a value.
#[derive(Debug, Clone)]
pub enum BindTarget<'t> {
    /// A name; directly in a class it is a field.
    Name(String),
    /// A member or element expression.
    Expr(Node<'t>),
    /// A member of an object, where it does not read like one (`object.name = …` in Ruby).
    Member(Node<'t>, String),
}

/// What a pattern takes out of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// All of it.
    Whole,
    /// A field, or what lies deeper, with [`DEEPER`] between the keys.
    Field(String),
    /// An element; which is not kept.
    Element,
    /// The element at a place, from 0.
    Place(u32),
}

/// A name from elsewhere.
#[derive(Debug, Clone, Default)]
pub struct ImportShape {
    /// What it is called here.
    pub local: String,
    /// Where it comes from.
    pub module: String,
    /// What it is called there.
    pub symbol: String,
    /// Whether it brings types alone.
    pub types_only: bool,
}
