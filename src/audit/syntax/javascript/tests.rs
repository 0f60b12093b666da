//! Sketches of programs in JavaScript and TypeScript.

use snapbox::{assert_data_eq, str};

use crate::audit::syntax::Language;
use crate::audit::syntax::tests::sketch_of;

#[test]
fn requests_and_modules() {
    let sketch = sketch_of(
        Language::JavaScript,
        "import D, { a as b, type T } from 'm';\nconst { x, y: z } = require('r');\nexport const f = async (id, { p, q: r }) => await fetch(`${BASE}/me/${id}` + 'x', { method: 'PUT', p, ...o });\nmodule.exports = { f };\nexport { a as c } from './z';\nv.w = v ?? 'd';\nexport default class { go() { return this.k } }\n",
    );
    assert_data_eq!(
        sketch,
        str![[r#"
call require("r")
call fetch(((BASE + "/me/" + id) + "x"), {method: "PUT", p: p, ...: o})
bind #0 x = require("r").x
bind #0 z = require("r").y
bind #1 p = {1}.p
bind #1 r = {1}.q
bind #0 f = function#1
bind #0 module.exports = {f: f}
bind #0 v.w = (v ?? "d")
bind #0 default = _
function #1 (id, {1})  -> fetch(((BASE + "/me/" + id) + "x"), {method: "PUT", p: p, ...: o})
function #2 ::go()  -> this.k
class  < 
import D = m . 
import b = m . a
import type T = m . T
import x = r . x
import z = r . y
import c = ./z . a

"#]]
    );
}

#[test]
fn typescript_and_jsx() {
    let sketch = sketch_of(
        Language::TypeScript,
        "class C extends B<T> implements I { private readonly base = 'u'; constructor(private api: Api, n: number) { super(n); } get sdk(): Sdk { return <Sdk>this.s; } }\nenum E { A = 'a-b' }\ntype U = 'not-a-text';\nlet s = f<string>('x') as any;\n",
    );
    assert_data_eq!(
        sketch,
        str![[r#"
call super(n)
call f("x")
bind #0 C::base = "u"
bind #1 C::api: Api = api
bind #0 E::A = "a-b"
bind #0 s: any = f("x")
function #1 C::constructor(api: Api, n: number)  -> 
function #2 C::sdk() : Sdk -> this.s
class C < B, I
class E < 

"#]]
    );
    let sketch = sketch_of(
        Language::JavaScript,
        "const el = <Login scope=\"a b\" on={() => api.play()} {...rest}>{t()}</Login>;\n",
    );
    assert_data_eq!(
        sketch,
        str![[r#"
call api.play()
call new Login(scope="a b", on=function#1, ...rest)
call t()
bind #0 el = _
function #1 ()  -> api.play()

"#]]
    );
}
