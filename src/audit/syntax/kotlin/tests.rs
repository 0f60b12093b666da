//! What is made of programs in Kotlin.

use snapbox::{assert_data_eq, str};

use crate::audit::syntax::tests::sketch_of;
use crate::audit::syntax::{Language, read_file};

fn kotlin(source: &str) -> String {
    sketch_of(Language::Kotlin, source)
}

#[test]
fn texts_and_values() {
    let sketch = kotlin(
        r#"/** f("documentation") */
// f("comment")
val a = "x\u0041\$" + "$b/me/${c.d("e")}?f" + '/' + """g $h "i" """.trimIndent()
val j = k ?: l?.m("n") as String
val o = when (p) { 1 -> "q"; is R, 2 -> s("t"); else -> { u(); "v" } }
val w = if (x) "y" else z!!
val aa = try { bb("cc") } catch (e: E) { "dd" } finally { ee() }
val ff = listOf("gg", Scope.HH)
val ii = mapOf("jj" to kk, "ll" to "mm")
"#,
    );
    assert_data_eq!(
        sketch,
        str![[r#"
call c.d("e")
call l.m("n")
call s("t")
call u()
call ee()
call bb("cc")
bind #0 a = ("xA$" + (b + "/me/" + c.d("e") + "?f") + "/" + ("g " + h + " /"i/" "))
bind #0 j = either(k | l.m("n"))
bind #0 o = either("q" | s("t") | "v")
bind #0 w = either("y" | z)
bind #0 aa = either(bb("cc") | "dd")
bind #0 ff = ["gg", Scope.HH]
bind #0 ii = {jj: kk, ll: "mm"}
arm 1/3 [1]: 
arm 1/3 [R | 2]: s("t")
arm 1/3 []: u()

"#]]
    );
}

#[test]
fn calls() {
    let sketch = kotlin(
        r#"fun main() {
    val request = Request.Builder().url("a").put(b).build()
    client.get("c") { header("d", "e") }
    http.apply { url = "f" }
    with(api) { g("h") }
    items.map { it.id }.forEach(::i)
    call<T>(name = "j", *k, l)
    val m = { n: String, o -> n + "p" }
    val q = object : Callback<T>() { override fun done() { r() } }
    retrofit.create(Api::class.java)
    val (s, t) = u()
    v += "w"; x["y"] = "z"; this.aa = bb
    for (cc in dd) { ee(cc) }
    val ff = fun(gg: Int): Int { return@label gg }
}
"#,
    );
    assert_data_eq!(
        sketch,
        str![[r#"
call Request.Builder()
call Request.Builder().url("a")
call Request.Builder().url("a").put(b)
call Request.Builder().url("a").put(b).build()
call header("d", "e")
call client.get("c", function#2)
call http.apply(function#3)
call g("h")
call with(api, function#4)
call items.map(function#5)
call items.map(function#5).forEach(i)
call call(name="j", ...k, l)
call r()
call new Callback()
call retrofit.create(Api)
call u()
call ee(cc)
bind #1 request = Request.Builder().url("a").put(b).build()
bind #3 url = "f"
bind #1 m = function#6
bind #1 done = function#7
bind #1 q = new Callback()
bind #1 s = u()[_]
bind #1 t = u()[_]
bind #1 v += "w"
bind #1 x.y = "z"
bind #1 this.aa = bb
bind #1 cc = dd[_]
bind #1 ff = function#8
bind #0 main = function#1
function #1 main()  -> 
function #2 (it)  -> header("d", "e")
function #3 (it)  -> "f"
function #4 (it)  -> g("h")
function #5 (it)  -> it.id
function #6 (n: String, o)  -> (n + "p")
function #7 done()  -> 
function #8 (gg: Int) Int -> gg

"#]]
    );
}

#[test]
fn classes_and_their_members() {
    let sketch = kotlin(
        r#"package a
import b.C
import b.C as D
import e.*
private const val PATH = "/me"
@F("g")
class H<T>(private val http: Http, val i: String = "j", k: Int) : Base<T>(k), L by m {
    companion object {
        const val URL = "u"
        fun make() = H(1)
    }
    private val full = "$URL/full"
    val got: String get() = URL
    var set: String = "n"
        set(value) { field = value }
    val later by lazy { Service("o") }
    lateinit var late: String
    init { late = "p" }
    constructor(q: String) : this(q, "r") { s() }
    @GET("$PATH/{id}") suspend fun getMe(@Path("id") id: String, limit: Int? = null, vararg t: String): Response<T>
    inner class Inner { fun v() = URL }
}
fun Client.ask(path: String): String = get(path)
object Scopes {
    const val READ = "user-read"
}
enum class Scope(val uri: String) { READ("user-read"), @SerialName("w") W, PLAIN }
interface NotACall { fun w() }
typealias X = Y
"#,
    );
    assert_data_eq!(
        sketch,
        str![[r#"
call F("g")
call H(_)
call Service("o")
call s()
call GET((PATH + "/{id}"))
call Path("id")
call get(path)
call new Scope("user-read")
call SerialName("w")
bind #0 PATH = "/me"
bind #1 H::http: Http = http
bind #1 H::i: String = i
bind #0 H::URL = "u"
bind #0 H::full = (H.URL + "/full")
bind #0 H::set: String = "n"
bind #4 field = value
bind #0 H::later = Service("o")
bind #0 H::late: String = ?
bind #5 H::late = "p"
bind #0 Scopes::READ = "user-read"
bind #10 Scope::uri: String = uri
bind #0 Scope::READ = new Scope("user-read")
bind #0 Scope::W = SerialName("w")
bind #0 Scope::PLAIN = ?
function #1 H::H(http: Http, i: String = "j", k: Int)  -> 
function #2 H::make()  -> H(_)
function #3 H::got() String -> URL
function #4 H::(value: String)  -> 
function #5 H::()  -> 
function #6 H::H(q: String)  -> 
function #7 @GET((PATH + "/{id}")) H::getMe(@Path("id") id: String, limit: Int? = _, *t: String) Response<T> -> 
function #8 Inner::v()  -> H.URL
function #9 Client::ask(path: String) String -> get(path)
function #10 Scope::Scope(uri: String)  -> 
function #11 NotACall::w()  -> 
class @F("g") H < Base<T>, L
class Inner < 
class Client < 
class Scopes < 
class Scope < 
class NotACall < 
import C = b . C
import D = b . C
import  = e . *

"#]]
    );
}

#[test]
fn names_in_texts() {
    let sketch = kotlin(
        r#"
val a = "$b/me/$c_1é?d=\$e&f=$" + "$1 $" + "${'$'}g"
val h = """$i\$j ${'$'}k $ l"""
val m = "//n" + "/* $o */" + "p$this.q"
"#,
    );
    assert_data_eq!(
        sketch,
        str![[r#"
bind #0 a = ((b + "/me/" + c_1é + "?d=$e&f=$") + "$1 $" + ("$" + "g"))
bind #0 h = (i + "//" + j + " " + "$" + "k $ l")
bind #0 m = ("//n" + ("/* " + o + " */") + ("p" + this + ".q"))

"#]]
    );
}

#[test]
fn what_is_called_is_what_is_written() {
    let sketch = kotlin(
        r#"
val a = b.get<C>("d") { e("f") }.g ?: h
val i = listOf<J>("k")
val l = "m" + n.o<P> { q }
val r = mapOf("s" to mapOf<T, U>(), "v" to w<X>("y"))
val z = !aa.bb("cc") && dd<EE>(ff) == gg
val hh = ii(jj) { kk() }
val ll = mm!!.nn(oo)
"#,
    );
    assert_data_eq!(
        sketch,
        str![[r#"
call e("f")
call b.get("d", function#1)
call n.o(function#2)
call "s".to({})
call w("y")
call "v".to(w("y"))
call aa.bb("cc")
call dd(ff)
call kk()
call ii(jj, function#3)
call mm.nn(oo)
bind #0 a = either(b.get("d", function#1).g | h)
bind #0 i = ["k"]
bind #0 l = ("m" + n.o(function#2))
bind #0 r = {s: "s".to({}), v: "v".to(w("y"))}
bind #0 z = _
bind #0 hh = ii(jj, function#3)
bind #0 ll = mm.nn(oo)
function #1 (it)  -> e("f")
function #2 (it)  -> q
function #3 (it)  -> kk()

"#]]
    );
}

#[test]
fn comparisons_stay_comparisons() {
    let sketch = kotlin(
        r#"
val a = b < c && d > (e("f"))
val g = (h < i) == (j > k)
"#,
    );
    assert_data_eq!(
        sketch,
        str![[r#"
call e("f")
bind #0 a = _
bind #0 g = _

"#]]
    );
}

#[test]
fn declarations_behind_annotations_and_delegates() {
    let sketch = kotlin(
        r#"
@A("b")
class C(val d: E) : F by d {
    companion object { const val G = "h" }
    init { i("j") }
}

var k: L? = null

@M
@N
private fun o() {
    p("q")
}
@R
enum class S { T }
private suspend fun u() { if (v) w() else for (x in y) { z(x) } }
"#,
    );
    assert_data_eq!(
        sketch,
        str![[r#"
call A("b")
call i("j")
call p("q")
call w()
call z(x)
bind #1 C::d: E = d
bind #0 C::G = "h"
bind #0 k: L? = _
bind #0 o = function#3
bind #0 S::T = ?
bind #4 x = y[_]
bind #0 u = function#4
function #1 C::C(d: E)  -> 
function #2 C::()  -> 
function #3 o()  -> 
function #4 u()  -> 
class @A("b") C < F
class S < 

"#]]
    );
}

#[test]
fn code_that_the_grammar_stumbles_over() {
    let source = r#"
interface A { fun b(): C }
class D { companion object { const val E = "{ f }" } }
val g = suspend { h("i") }
fun j(dynamic: K, l: @M (N.() -> O) = { p() }) = "$dynamic ${dynamic}" + dynamic
// { q }
val r = "${ s }" + '"' + """{ "t" } """
"#;
    assert!(!read_file(Language::Kotlin, source).expect("a unit").broken);
    assert_data_eq!(
        kotlin(source),
        str![[r#"
call h("i")
call p()
bind #0 D::E = "{ f }"
bind #0 g = function#2
bind #0 j = function#3
bind #0 r = ((s) + "/"" + "{ /"t/" } ")
function #1 A::b() C -> 
function #2 (it)  -> h("i")
function #3 j(dynamiC: K, l: (N.() -> O) = function#4)  -> ((dynamiC + " " + dynamiC) + dynamiC)
function #4 (it)  -> p()
class A < 
class D < 

"#]]
    );
    assert!(read_file(Language::Kotlin, "class A { fun b( }").expect("a unit").broken);
}

#[test]
fn an_annotation_that_ends_a_file_is_survived() {
    for source in ["class A\n@B", "val a = b\n@c", "val a: B\n  @c(", "class A { val b = c\n @d"] {
        assert!(read_file(Language::Kotlin, source).is_some(), "{source}");
    }
}

#[test]
fn comments_in_bodies_are_kept_if_they_are_for_the_audit() {
    let unit = read_file(
        Language::Kotlin,
        "fun a() {\n  // scopes:ignore b\n  c()\n}\nval d = { /* scopes:ignore e */ f() }\n\
        // for people\nclass G {\n  // scopes:ignore h\n}",
    );
    assert_eq!(unit.map(|unit| unit.comments.len()), Some(3));
}
