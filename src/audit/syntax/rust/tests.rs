//! Sketches of programs in Rust.

use snapbox::{assert_data_eq, str};

use crate::audit::syntax::Language;
use crate::audit::syntax::tests::sketch_of;

fn rust(source: &str) -> String {
    sketch_of(Language::Rust, source)
}

#[test]
fn requests_and_methods() {
    let sketch = rust(
        r##"
//! Not a call: `fetch("/me")`.
const API: &str = "https://x/v1";
pub struct Client<T> { http: reqwest::Client, base: String, #[serde(rename = "no")] n: T }
struct Id(String);
impl<T: X> Client<T> {
    /// Nor is this: fetch("/me").
    #[get("/mine")]
    async fn top(&self, id: &'a str, State(s): State<App>) -> Result<String, Error> {
        let url = format!("{}/me/{id}", self.base);
        if id.is_empty() {
            return Err(anyhow!("empty"));
        }
        let sent = self.http.put(&url).json(&json!({"ids": [id], "deep": {"k": x.y()}})).send().await?;
        self.last = sent.json().await.map_err(|e| log(e))?;
        Ok(url + "?a=" + r#"b\c"# + "d\
        e\u{41}")
}
fn new(base: impl Into<String>) -> Self {
    Self { http: reqwest::Client::new(), base: base.into(), ..Default::default() }
}
}
#[cfg(test)]
mod tests { fn t() { no("not a text") } }
#[tokio::test]
async fn t() { no("not a text") }
"##,
    );
    assert_data_eq!(
        sketch,
        str![[r#"
call get("/mine")
call format("{}/me/{id}", this.base, id=id)
call id.is_empty()
call anyhow("empty")
call Err(anyhow("empty"))
call this.http.put(url)
call x.y()
call json({ids: [id], deep: {k: x.y()}})
call this.http.put(url).json(json({ids: [id], deep: {k: x.y()}}))
call this.http.put(url).json(json({ids: [id], deep: {k: x.y()}})).send()
call log(e)
call sent.json()
call new reqwest.Client.new()
call Default.default()
call new this(http=new reqwest.Client.new(), base=base, ...Default.default())
bind #0 API: str = "https://x/v1"
bind #0 Client::http: reqwest::Client = ?
bind #0 Client::base: String = ?
bind #0 Client::n: T = ?
bind #0 Id::0: String = ?
bind #1 url = format("{}/me/{id}", this.base, id=id)
bind #1 sent = this.http.put(url).json(json({ids: [id], deep: {k: x.y()}})).send()
bind #1 this.last = sent.json()
function #1 @get("/mine") Client::top(id: str, s: State<App>) Result<String, Error> -> (url + "?a=" + "b//c" + "deA")
function #2 (e)  -> log(e)
function #3 Client::new(base: impl Into<String>) Self -> new this(http=new reqwest.Client.new(), base=base, ...Default.default())
class Client < 
class Id < 

"#]]
    );
}

#[test]
fn values_and_names() {
    let sketch = rust(
        r#"
use rspotify::{model::{self, Market}, prelude::*, scopes, AuthCodeSpotify as Auth};
use reqwest;
mod inner;
enum Kind { Read, Write(u8) }
trait Api: Base { const X: &'static str = "x"; fn no(&self, a: &str); }
lazy_static! { static ref BASE: String = env::var("BASE").unwrap_or_else(|_| "https://x".to_string()); }
macro_rules! m { ($a:expr) => { $a.call("not a text") } }
fn all() -> Option<String> {
    let Foo { a, b: c } = foo();
    let (d, e) = ("d", f());
    let scopes = scopes!("user-read", "b");
    let list = vec!["a", T { b: "c" }];
    let from = match kind { Kind::Read => "r".to_string(), Kind::Write(w) if w => w, _ => return None };
    let or = if x { "t" } else { "f" };
    if let Some(k) = opt() { list.iter().map(|i| go(i, &or)); }
    let Ok(l) = m.get() else { panic!("p") };
    url.push_str("/more");
    println!("{x} {{y}} {URL:?}", x = self::y::<u8>("z") as &str);
    tokio::select! { r = one("a") => { two("b") } }
    match l { Some(v) => Some(v), None => None }
}
"#,
    );
    assert_data_eq!(
        sketch,
        str![[r#"
call env.var("BASE")
call foo()
call f()
call scopes("user-read", "b")
call new T(b="c")
call opt()
call list.iter()
call go(i, or)
call list.iter().map(function#2)
call m.get()
call panic("p")
call y("z")
call println("{x} {{y}} {URL:?}", x=y("z"), URL=URL)
call one("a")
call two("b")
bind #0 Kind::Read = ?
bind #0 Kind::Write = ?
bind #0 Api::X: str = "x"
bind #0 BASE: String = either(env.var("BASE") | "https://x")
bind #1 a = foo().a
bind #1 c = foo().b
bind #1 d = "d"
bind #1 e = f()
bind #1 scopes = scopes("user-read", "b")
bind #1 list = ["a", new T(b="c")]
bind #1 w = kind[_]
bind #1 from = either("r" | w)
bind #1 or = either("t" | "f")
bind #1 k = opt()
bind #1 l = m.get()
bind #1 url += "/more"
bind #1 r = one("a")
bind #1 v = l
bind #0 all = function#1
function #1 all() Option<String> -> v
function #2 (i)  -> go(i, or)
class Kind < 
class Api < Base
import model = rspotify . model
import Market = rspotify::model . Market
import  = rspotify::prelude . *
import scopes = rspotify . scopes
import Auth = rspotify . AuthCodeSpotify
import reqwest = reqwest . 
import inner = self::inner . 
arm 1/3 []: 
arm 1/3 [Read]: 
arm 1/3 [Write]: 
arm 1/2 [None]: 
arm 1/2 [Some]: 

"#]]
    );
}
