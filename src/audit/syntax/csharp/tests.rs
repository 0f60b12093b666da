//! Sketches of programs in C#.

use snapbox::{assert_data_eq, str};

use crate::audit::syntax::Language;
use crate::audit::syntax::tests::sketch_of;

fn csharp(source: &str) -> String {
    sketch_of(Language::CSharp, source)
}

#[test]
fn texts_and_values() {
    let sketch = csharp(
        r#"/// <summary>"documentation"</summary>
// f("comment")
var a = "x\u0041" + @"c""d" + $"{b}/me/{c:N2}{{e}}" + $@"{f}""g" + $$"""{{h}} "i" """ + """j""";
var k = l ?? m?.N<O>("p") ?? (q ? "r" : (string)s!);
var t = u switch { 1 => "v", _ => w("x") };
string.Format("{0}/me", y);
"#,
    );
    assert_data_eq!(
        sketch,
        str![[r#"
call either(l | m).N("p")
call w("x")
call string.Format("{0}/me", y)
bind #0 a = ("xA" + "c/"d" + (b + "/me/" + c + "{e}") + (f + "/"g") + (h + " /"i/" ") + "j")
bind #0 k = either(either(l | m).N("p") | either("r" | s))
bind #0 t = either("v" | w("x"))
arm 1/2 [1]: 
arm 1/2 []: w("x")

"#]]
    );
}

#[test]
fn objects_and_collections() {
    let sketch = csharp(
        r#"var a = new Client(url) { Base = new Uri("u"), Headers = { A = "b" } };
Request b = new(Method.Put, "c");
var d = new List<string> { "e", Scopes.F };
string[] g = { "h" }; string[] i = ["j", ..k]; var l = new[] { "m" };
var n = new Dictionary<string, string> { ["o"] = "p", { "q", r } };
var s = new { scope = "t", u, v.w };
call(name: "x", new() { Y = "z" }, async (p) => await go(p));
"#,
    );
    assert_data_eq!(
        sketch,
        str![[r#"
call new Uri("u")
call new Client(url, Base=new Uri("u"), Headers={A: "b"})
call new Request(Method.Put, "c")
call new new(Y="z")
call go(p)
call call(name="x", new new(Y="z"), function#1)
bind #0 a = new Client(url, Base=new Uri("u"), Headers={A: "b"})
bind #0 b: Request = new Request(Method.Put, "c")
bind #0 d = ["e", Scopes.F]
bind #0 g: string[] = ["h"]
bind #0 i: string[] = ["j", k]
bind #0 l = ["m"]
bind #0 n = {o: "p", q: r}
bind #0 s = {scope: "t", u: u, w: v.w}
function #1 (p)  -> go(p)

"#]]
    );
}

#[test]
fn classes_and_their_members() {
    let sketch = csharp(
        r#"using System;
using static A.B;
using C = D.E;
namespace N;
[Route("r")]
public class F<T>(Http http) : G<T>(http), IH where T : class {
    private const string Url = "u", Other = Url + "/o";
    private string _f;
    public string Name { get; set; } = "n";
    public string Full => Url + "/full";
    public string Got { get { return Url; } set { _f = value; } }
    public F(string f) : this(null) { _f = f; this.g = f; }
    [Get("/me/{id}")] public Task<U> GetMe([AliasAs("i")] string id, string t = "d", params string[] rest);
    void Go() { foreach (var s in list) { Use(s); } if (x is string y) { _f += y; } void Local() { } }
}
static class Extensions { public static string Ask(this Client<T> client, string path) => client.Get(path); }
enum Scope { [Description("user-read")] UserRead, Plain = 1 }
record R(string A);
delegate void NotACall(string a);
"#,
    );
    assert_data_eq!(
        sketch,
        str![[r#"
call Route("r")
call Get("/me/{id}")
call AliasAs("i")
call Use(s)
call client.Get(path)
call Description("user-read")
bind #1 F::http: Http = http
bind #0 F::Url: string = "u"
bind #0 F::Other: string = (F.Url + "/o")
bind #0 F::_f: string = ?
bind #0 F::Name: string = "n"
bind #4 F::_f = value
bind #5 F::_f = f
bind #5 this.g = f
bind #7 s = list[_]
bind #7 y = x
bind #7 F::_f += y
bind #7 Local = function#8
bind #9 client = this
bind #0 Scope::UserRead = Description("user-read")
bind #0 Scope::Plain = _
bind #10 R::A: string = A
function #1 F::F(http: Http)  -> 
function #2 F::Full() string -> (Url + "/full")
function #3 F::Got() string -> Url
function #4 F::(value: string)  -> 
function #5 F::F(f: string)  -> 
function #6 @Get("/me/{id}") F::GetMe(@AliasAs("i") id: string, t: string = "d", *rest: string[]) Task<U> -> 
function #7 F::Go() void -> 
function #8 Local() void -> 
function #9 Client::Ask(path: string) string -> client.Get(path)
function #10 R::R(A: string)  -> 
class @Route("r") F < G<T>, IH
class Extensions < 
class Client < 
class Scope < 
class R < 
import  = System . *
import  = A.B . *
import C = D.E . 

"#]]
    );
}
