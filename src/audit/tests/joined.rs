//! Scopes that are put together from what is no scope by itself: keys, words with a prefix,
//! lists that grow; and those of which only a part is written out.

use super::read;

/// Where users are sent, up to what is asked for.
const ADDRESS: &str = "https://accounts.spotify.com/authorize?client_id=1&scope=";

/// What is asked for, and whether all of it could be read.
fn asked(path: &str, code: &str) -> (Vec<String>, bool) {
    let evidence = read(&[(path, &code.replace("ADDRESS", ADDRESS))]);
    let all =
        !evidence.authorizations.is_empty() && evidence.authorizations.iter().all(|a| a.resolved);
    let mut scopes: Vec<String> = evidence.requested.iter().map(|s| s.scope.clone()).collect();
    scopes.sort();
    scopes.dedup();
    (scopes, all)
}

/// All of these are asked for, and nothing else.
fn all(scopes: &[&str]) -> (Vec<String>, bool) {
    (scopes.iter().map(|s| (*s).to_string()).collect(), true)
}

/// These are asked for, and perhaps more.
fn some(scopes: &[&str]) -> (Vec<String>, bool) {
    (all(scopes).0, false)
}

const BOTH: &[&str] = &["user-library-read", "user-top-read"];

#[test]
fn keys_of_fields_are_what_is_asked_for() {
    let fields = r#"{ "user-library-read": "what you saved", "user-top-read": "favourites" }"#;
    let script = |list: &str| {
        asked("a.js", &format!("const all = {fields};\nopen(\"ADDRESS\" + {list});\n"))
    };
    assert_eq!(script("Object.keys(all).join(' ')"), all(BOTH));
    assert_eq!(script("Object.keys(other).join(' ')"), some(&[]));
    assert_eq!(script("Object.values(all).map(x => other[x]).join(' ')"), some(&[]));
    let python =
        |list: &str| asked("a.py", &format!("ALL = {fields}\nopen(\"ADDRESS\" + {list})\n"));
    for list in ["\" \".join(ALL)", "\" \".join(ALL.keys())"] {
        assert_eq!(python(list), all(BOTH), "{list}");
    }
    assert_eq!(python("\" \".join(OTHER.keys())"), some(&[]));
    let hash = "{ 'user-library-read' => 'saved', 'user-top-read' => 'favourites' }";
    let ruby = |list: &str| asked("a.rb", &format!("ALL = {hash}\nopen \"ADDRESS#{{{list}}}\"\n"));
    assert_eq!(ruby("ALL.keys.join(' ')"), all(BOTH));
    assert_eq!(ruby("other.keys.join(' ')"), some(&[]));
    let array = "['user-library-read' => 'saved', 'user-top-read' => 'favourites']";
    let php = |list: &str| {
        asked("a.php", &format!("<?php\n$all = {array};\nopen('ADDRESS' . {list});\n"))
    };
    assert_eq!(php("implode(' ', array_keys($all))"), all(BOTH));
    assert_eq!(php("implode(' ', array_keys($other))"), some(&[]));
}

#[test]
fn words_get_what_stands_before_them() {
    let script =
        |list: &str| asked("a.js", &format!("const all = {list};\nopen(\"ADDRESS\" + all);\n"));
    let words = "['library-read', 'top-read']";
    assert_eq!(script(&format!("{words}.map(x => 'user-' + x).join(' ')")), all(BOTH));
    assert_eq!(script(&format!("{words}.map(x => `user-${{x}}`).join(' ')")), all(BOTH));
    // What a name stands for that is looked up is not the name.
    assert_eq!(script("['a', 'b'].map(x => names[x]).join(' ')"), some(&[]));
    assert_eq!(script("other.map(x => 'user-' + x).join(' ')"), some(&[]));
    assert_eq!(script("'user-' + 'top-read'"), all(&["user-top-read"]));
    // Half a word is none.
    assert_eq!(script("'user-top-read user-' + other"), some(&["user-top-read"]));
    let python =
        |list: &str| asked("a.py", &format!("ALL = {list}\nopen(\"ADDRESS\" + \" \".join(ALL))\n"));
    assert_eq!(python("[f\"user-{x}\" for x in [\"library-read\", \"top-read\"]]"), all(BOTH));
    assert_eq!(python("[\"user-\" + x for x in other]"), some(&[]));
    let ruby = "all = %w[library-read top-read].map { |x| \"user-#{x}\" }\n\
                open \"ADDRESS#{all.join('%20')}\"\n";
    assert_eq!(asked("a.rb", ruby), all(BOTH));
}

#[test]
fn lists_that_grow_by_other_lists() {
    let ruby = |more: &str| {
        asked(
            "a.rb",
            &format!(
                "MORE = %w[user-top-read]\nall = ['user-library-read']\n{more}\n\
                 open \"ADDRESS#{{all.join('%20')}}\"\n"
            ),
        )
    };
    for more in ["all.concat(MORE)", "all += MORE", "all |= MORE"] {
        assert_eq!(ruby(more), all(BOTH), "{more}");
    }
    for more in ["all.concat(other)", "all += other", "all |= other", "all << other"] {
        let found = ruby(more);
        assert!(!found.1 && found.0.contains(&"user-library-read".to_string()), "{more}");
    }
    // Elsewhere it gives back a list of its own.
    let script = |more: &str| {
        asked(
            "a.js",
            &format!(
                "const all = ['user-library-read'];\n{more};\nopen('ADDRESS' + all.join(' '));\n"
            ),
        )
    };
    assert_eq!(script("all.concat(other)"), all(&["user-library-read"]));
    assert_eq!(script("all.push('user-top-read', other)"), some(BOTH));
    assert_eq!(script("all.push(...other)"), some(&["user-library-read"]));
    assert_eq!(script("all[1] = 'user-top-read'"), all(BOTH));
    assert_eq!(script("all[1] = other"), some(&["user-library-read"]));
    assert_eq!(script("rest[1] = other"), all(&["user-library-read"]));
    let php = |more: &str| {
        asked(
            "a.php",
            &format!(
                "<?php\n$all = ['user-library-read'];\narray_push({more});\n\
                 open('ADDRESS' . implode(' ', $all));\n"
            ),
        )
    };
    assert_eq!(php("$all, 'user-top-read'"), all(BOTH));
    assert_eq!(php("$all, $other"), some(&["user-library-read"]));
    assert_eq!(php("$rest, $other"), all(&["user-library-read"]));
    let go = |first: &str| {
        asked(
            "a.go",
            &format!(
                "package a\nfunc a(other string) {{\n  all := make([]string, 2)\n  all[0] = {first}\n  \
                 all[1] = \"user-top-read\"\n  open(\"ADDRESS\" + strings.Join(all, \" \"))\n}}\n"
            ),
        )
    };
    assert_eq!(go("\"user-library-read\""), all(BOTH));
    assert_eq!(go("other"), some(&["user-top-read"]));
}

#[test]
fn what_stands_in_for_something_read_from_elsewhere_may_be_more() {
    let one = some(&["user-top-read"]);
    let python = |scope: &str| {
        asked(
            "a.py",
            &format!("cfg = {scope}\nopen(\"ADDRESS\" + cfg.get(\"s\", \"user-top-read\"))\n"),
        )
    };
    assert_eq!(python("json.load(file)"), one);
    assert!(python("{\"s\": \"user-library-read\"}").1);
    let script = |scope: &str| {
        asked(
            "a.js",
            &format!("const cfg = {scope};\nopen('ADDRESS' + (cfg.s || 'user-top-read'));\n"),
        )
    };
    assert_eq!(script("JSON.parse(text)"), one);
    assert_eq!(script("{ s: 'user-top-read' }"), all(&["user-top-read"]));
    assert_eq!(
        asked("a.php", "<?php\n$s = $cfg['s'] ?? 'user-top-read';\nopen('ADDRESS' . $s);\n"),
        one
    );
}

#[test]
fn builders_of_texts_hold_what_they_are_given() {
    let java = |steps: &str| {
        asked("A.java", &format!("class A {{ void a(String other) {{\n{steps}\n}} }}\n"))
    };
    assert_eq!(
        java(
            "StringBuilder b = new StringBuilder(\"ADDRESS\");\nb.append(\"user-library-read\").append(\" user-top-read\");\nopen(b.toString());"
        ),
        all(BOTH)
    );
    assert_eq!(
        java(
            "StringBuilder b = new StringBuilder(\"ADDRESS\");\nb.append(\"user-library-read\").append(other);\nopen(b.toString());"
        ),
        some(&["user-library-read"])
    );
    // What is put in elsewhere than at the end is not followed.
    assert!(
        !java("StringBuilder b = new StringBuilder(\"ADDRESS\");\nb.append(\"user-library-read\");\nb.insert(0, other);\nopen(b.toString());").1
    );
    let constants = "enum Scope { A(\"user-library-read\"), B(\"user-top-read\");\n\
                     final String id; Scope(String id) { this.id = id; }\n\
                     String getId() { return id; } }\n";
    let filled = format!(
        "{constants}class A {{ void a() {{\nStringBuilder b = new StringBuilder();\n\
         for (Scope s : Scope.values()) {{ b.append(s.getId()).append(\" \"); }}\n\
         open(\"ADDRESS\" + b.toString());\n}} }}\n"
    );
    assert_eq!(asked("A.java", &filled), all(BOTH));
    let go = "package a\nfunc a() {\n  var b strings.Builder\n  b.WriteString(\"user-library-read \")\n  \
              b.WriteString(\"user-top-read\")\n  open(\"ADDRESS\" + b.String())\n}\n";
    assert_eq!(asked("a.go", go), all(BOTH));
}
