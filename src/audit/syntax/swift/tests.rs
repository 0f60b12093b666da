//! What is made of programs in Swift.

use snapbox::{assert_data_eq, str};

use crate::audit::syntax::tests::sketch_of;
use crate::audit::syntax::{Language, read_file};

fn swift(source: &str) -> String {
    sketch_of(Language::Swift, source)
}

#[test]
fn texts_and_values() {
    let sketch = swift(
        r##"/// f("documentation")
// f("comment")
let a = "b\u{41}\n" + "\(c)/me/\( d.e("f") )?g", h: String = #"i\j"k\#(l)"#
let m = """
    n "o" \(p)
      q
    """
let r = s ?? t?.u("v") ?? (w ? "x" : y as! String)
let z = switch aa { case .bb: "cc"; default: "dd" }
let ee = if ff { "gg" } else { hh! }
let ii: Set<Scope> = [.userReadEmail, Scope.jj]
let kk: [String: String] = ["ll": mm, "nn": "oo"]
let (pp, qq) = try await rr()
ss += "tt"; uu["vv"] = "ww"; xx.yy = zz[0]
"##,
    );
    assert_data_eq!(
        sketch,
        str![[r#"
call d.e("f")
call t.u("v")
call rr()
bind #0 a = ("bA/n" + (c + "/me/" + d.e("f") + "?g"))
bind #0 h: String = ("i//j/"k" + l)
bind #0 m = ("n /"o/" " + p + "/n      q")
bind #0 r = either(s | either(t.u("v") | either("x" | y)))
bind #0 z = either("cc" | "dd")
bind #0 ee = either("gg" | hh)
bind #0 ii: Set<Scope> = [.userReadEmail, Scope.jj]
bind #0 kk: [String: String] = {ll: mm, nn: "oo"}
bind #0 pp = rr()[_]
bind #0 qq = rr()[_]
bind #0 ss += "tt"
bind #0 uu.vv = "ww"
bind #0 xx.yy = zz[_]
arm 1/2 [bb]: 
arm 1/2 []: 

"#]]
    );
}

#[test]
fn calls() {
    let sketch = swift(
        r#"func a() {
    guard let url = URL(string: base + "/b"), let c, d("e") else { return }
    if let f = g(), case .some(let h) = i() { j(f) } else if k() { l() }
    var request = URLRequest(url: url)
    request.httpMethod = "PUT"
    request.setValue("Bearer \(m)", forHTTPHeaderField: "Authorization")
    URLSession.shared.dataTask(with: request) { (data, response, error) in n(data) }.resume()
    list.map { $0.id }.forEach(o)
    p().sink(receiveValue: { q in r(q) }).store(in: &s)
    String(format: "%@/me", t)
    Button("u") { Task { try? await v.play() } }
    for w in x { y(w) }
    do { try z() } catch { aa() }
}
"#,
    );
    assert_data_eq!(
        sketch,
        str![[r#"
call URL(string=(base + "/b"))
call d("e")
call g()
call i()
call j(f)
call k()
call l()
call URLRequest(url=url)
call request.setValue(("Bearer " + m), forHTTPHeaderField="Authorization")
call n(data)
call URLSession.shared.dataTask(with=request, function#2)
call URLSession.shared.dataTask(with=request, function#2).resume()
call list.map(function#3)
call list.map(function#3).forEach(o)
call p()
call r(q)
call p().sink(receiveValue=function#4)
call p().sink(receiveValue=function#4).store(in=s)
call String(format="%@/me", t)
call v.play()
call Task(function#6)
call Button("u", function#5)
call y(w)
call z()
call aa()
bind #1 url = URL(string=(base + "/b"))
bind #1 f = g()
bind #1 request = URLRequest(url=url)
bind #1 request.httpMethod = "PUT"
bind #1 w = x[_]
bind #0 a = function#1
function #1 a()  -> 
function #2 (data, response, error)  -> n(data)
function #3 ($0, $1)  -> $0.id
function #4 (q)  -> r(q)
function #5 ($0, $1)  -> Task(function#6)
function #6 ($0, $1)  -> v.play()

"#]]
    );
}

#[test]
fn classes_and_their_members() {
    let sketch = swift(
        r#"import Foundation
import struct A.B
final class C: D<T>, E {
    static let shared = C()
    static let url = "u"
    @Published private(set) var state: State = .idle
    lazy var later: F = { let f = F(); return f }()
    let full = url + "/full"
    var computed: String { "\(C.url)/computed" }
    var got: URL { get { return URL(string: url)! } set { g = newValue } }
    var g: String { didSet { changed() } }
    init(h: H, url: String = "d") { self.h = h; g = url; super.init() }
    @GET("/me") func getMe(with id: String, _ limit: Int? = nil, rest: String...) async throws -> Data { J.k() }
}
enum Endpoint: String {
    case me = "me", top
    case user(id: String)
    var path: String { switch self { case .me: return "/me"; default: return url } }
}
enum Plain { case a, b }
extension C: K { func more() { g = "more" } }
struct L: Codable { let m: String; var n = "o" }
protocol NotACall { var p: String { get }; func q(r: String) -> Int }
typealias X = Y
"#,
    );
    assert_data_eq!(
        sketch,
        str![[r#"
call C()
call F()
call function#1()
call URL(string=url)
call changed()
call super.init()
call GET("/me")
call J.k()
bind #0 C::shared = C()
bind #0 C::url = "u"
bind #0 C::state: State = .idle
bind #1 f = F()
bind #0 C::later: F = function#1()
bind #0 C::full = (C.url + "/full")
bind #4 C::g = newValue
bind #0 C::g: String = ?
bind #6 this.h = h
bind #6 C::g = url
bind #0 Endpoint::me = "me"
bind #0 Endpoint::top = "top"
bind #0 Endpoint::user = ?
bind #0 Plain::a = ?
bind #0 Plain::b = ?
bind #9 C::g = "more"
bind #0 L::m: String = ?
bind #0 L::n = "o"
bind #0 NotACall::p: String = ?
function #1 C::($0, $1)  -> f
function #2 C::computed() String -> (C.url + "/computed")
function #3 C::got() URL -> URL(string=url)
function #4 C::()  -> 
function #5 C::()  -> changed()
function #6 C::C(h: H, url: String = "d")  -> 
function #7 @GET("/me") C::getMe(with id: String, _ limit: Int? = _, *rest: String) Data -> J.k()
function #8 Endpoint::path() String -> "/me" | url | either(_ | _)
function #9 C::more()  -> "more"
function #10 NotACall::q(r: String) Int -> 
class C < D<T>, E, K
class Endpoint < String
class Plain < 
class L < Codable
class NotACall < 
import Foundation = Foundation . 
import  = Foundation . *
import B = A . B
arm 1/2 [me]: 
arm 1/2 []: 

"#]]
    );
}

#[test]
fn what_has_a_member_in_a_sum() {
    let sketch = swift(
        r#"
let a = B.c + "/d/" + e.f + "/g" + h.i(j: k).l
let m = try await n.o("p" + q.r) ?? s.t
let u = ("v" + w).x
let y = z - aa.bb == cc.dd && !ee.ff()
let gg = hh ? ii.jj : kk.ll("mm")
let nn = oo.pp * qq.rr
"#,
    );
    assert_data_eq!(
        sketch,
        str![[r#"
call h.i(j=k)
call n.o(("p" + q.r))
call ee.ff()
call kk.ll("mm")
bind #0 a = (B.c + "/d/" + e.f + "/g" + h.i(j=k).l)
bind #0 m = either(n.o(("p" + q.r)) | s.t)
bind #0 u = ("v" + w).x
bind #0 y = _
bind #0 gg = either(ii.jj | kk.ll("mm"))
bind #0 nn = _

"#]]
    );
}

#[test]
fn code_that_the_grammar_stumbles_over() {
    let source = r##"
func a(b: String, c: Int,) { d("#e, )", #"#f"#, "\(g("h", #file),)") }
struct I: View { var body: some View { j("k()", ()) } }
#Preview("l") { I() }
func m() async throws { if let n = try await o(p: "q") { r(n) } else if try await s() { t(()) } }
// #u ()
let v: () -> Void = { return () }
let w: (() -> Void)? = x()
"##;
    assert!(!read_file(Language::Swift, source).expect("a unit").broken);
    assert_data_eq!(
        swift(source),
        str![[r##"
call g("h", _)
call d("#e, )", "#f", (g("h", _)))
call j("k()", _)
call I()
call _Preview("l", function#3)
call o(p="q")
call r(n)
call s()
call t(_)
call x()
bind #0 a = function#1
bind #4 n = o(p="q")
bind #0 m = function#4
bind #0 v: () -> Void = function#5
bind #0 w: (() -> Void)? = x()
function #1 a(b: String, c: Int)  -> d("#e, )", "#f", (g("h", _)))
function #2 I::body() some View -> j("k()", _)
function #3 ($0, $1)  -> I()
function #4 m()  -> either(r(n) | either(t(_)))
function #5 ($0, $1)  -> _
class I < View

"##]]
    );
    let broken = read_file(Language::Swift, "func a( { #b }");
    assert!(broken.expect("a unit").broken);
}

#[test]
fn nothing_is_a_value_of_its_key() {
    assert_data_eq!(
        swift(r#"let a = ["b": nil, "c": "d"]"#),
        str![[r#"
bind #0 a = {b: _, c: "d"}

"#]]
    );
}
