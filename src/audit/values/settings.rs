//! Values that settings beside the program give: `@Value("${music.base}")`,
//! `configuration["Music:Base"]`, fields of classes that settings are read into.

use super::{Context, Piece, Text, Value, Values};
use crate::audit::ir::{Call, Expr, ExprId, FunctionId, Target};
use crate::audit::program::{At, Cls};
use crate::audit::syntax::{Language, setting_key};

impl Values<'_> {
    /// What settings say of a key, as it is written in code.
    pub(super) fn setting(&self, written: &str) -> Vec<Value> {
        let bounds = self.program.settings(&setting_key(written));
        bounds.into_iter().flat_map(|bound| self.bound(bound, &None)).collect()
    }

    /// `@Value("${music.base:default}")`, `@ConfigProperty(name = "music.base")`
    pub fn annotated_setting(&self, at: At, call: &Call, context: &Context) -> Option<Vec<Value>> {
        let whole = |expr: ExprId| -> Option<String> {
            self.texts(At { unit: at.unit, expr }, context).first().and_then(Text::whole)
        };
        let argument = |name: &str| {
            call.arguments.iter().find(|a| a.name.as_deref() == Some(name)).map(|a| a.value)
        };
        if let Some(name) = argument("name") {
            let mut found = self.setting(&whole(name)?);
            if let Some(default) = argument("defaultValue").filter(|_| found.is_empty()) {
                found.extend(self.of(At { unit: at.unit, expr: default }, context));
            }
            return (!found.is_empty()).then_some(found);
        }
        let first = call.arguments.first()?;
        let text = whole(first.value)?;
        let inside = text.trim().strip_prefix("${")?.strip_suffix('}')?;
        let (name, default) = match inside.split_once(':') {
            Some((name, default)) => (name, Some(default)),
            None => (inside, None),
        };
        let mut found = self.setting(name);
        if let Some(default) = default.filter(|d| found.is_empty() && !d.is_empty()) {
            let place = At { unit: at.unit, expr: first.value };
            found.push(Value::Text(Text::written(default, place)));
        }
        (!found.is_empty()).then_some(found)
    }

    /// A text that begins with a setting, with what that is: `${music.host}/v1`. Where the
    /// settings do not say, what stands behind it.
    pub fn with_setting(&self, text: Text) -> Text {
        let Some(Piece::Written(letters, at)) = text.pieces.first() else { return text };
        let Some((inside, rest)) = letters.strip_prefix("${").and_then(|l| l.split_once('}'))
        else {
            return text;
        };
        let (name, default) = inside.split_once(':').unwrap_or((inside, ""));
        let said = self.setting(name).into_iter().find_map(|value| match value {
            Value::Text(text) => Some(text.pieces),
            _ => None,
        });
        let said = said.unwrap_or_else(|| Text::written(default, *at).pieces);
        let rest = Piece::Written(rest.into(), *at);
        let pieces = said.into_iter().chain([rest]).chain(text.pieces.iter().skip(1).cloned());
        Text { pieces: pieces.collect() }
    }

    /// What a variable of the environment is: by what is set before it is read, by files
    /// (`.env`), by the settings of what builds the program (`env` of `next.config.js`).
    pub(super) fn variable(&self, unit: u32, object: ExprId, name: &str) -> Vec<Value> {
        if !is_variable(name) || self.program.language(unit).family() != 0 {
            return Vec::new();
        }
        let path = self.program.unit(unit).path(object);
        let is_env = matches!(
            path.as_deref(),
            Some(["process" | "import.meta" | "Bun" | "globalThis", "env"])
        );
        if !is_env {
            return Vec::new();
        }
        let mut found = self.setting(name);
        for bound in self.program.fields_of(name) {
            let binding = self.program.binding(*bound);
            let set = matches!(&binding.target, Target::Member(of, _)
                if self.program.unit(bound.unit).path(*of).as_deref() == path.as_deref());
            if set && self.program.language(bound.unit).family() == 0 {
                found.extend(self.bound(*bound, &None));
            }
        }
        for (source, at) in self.program.sources.iter().zip(0..) {
            if !builds(&source.path) {
                continue;
            }
            let maps = source.unit.exprs.iter().filter_map(|expr| match expr {
                Expr::Map(pairs) => Some(pairs),
                _ => None,
            });
            let is_it = |key: &str| {
                key == name || key.strip_suffix(name).is_some_and(|k| k.ends_with("env."))
            };
            for (_, value) in maps.flatten().filter(|(key, _)| is_it(key)) {
                found.extend(self.of(At { unit: at, expr: *value }, &None));
            }
        }
        found.retain(|v| matches!(v, Value::Text(_) | Value::List(..)));
        found
    }

    /// What an element or member of the settings is: `configuration["A:B"]`,
    /// `configuration.GetSection("A")["B"]`, `environment.getProperty("a.b")`.
    pub fn setting_at(&self, unit: u32, object: Option<ExprId>, last: ExprId) -> Vec<Value> {
        let Some(name) = self.setting_name(unit, object, last) else { return Vec::new() };
        let found = self.setting(&name);
        match object.filter(|_| found.is_empty()) {
            Some(object) => self.of_config(unit, object, &name),
            None => found,
        }
    }

    /// What Flask keeps under a key, by the classes and files it was told to take over:
    /// `app.config["A"]`, with `app.config.from_object("config.Settings")`.
    fn of_config(&self, unit: u32, object: ExprId, key: &str) -> Vec<Value> {
        let program = self.program;
        let is_config = program.unit(unit).last_name(object) == Some("config");
        if !is_config || program.language(unit) != Language::Python {
            return Vec::new();
        }
        let calls = ["from_object", "from_pyfile"].iter().flat_map(|name| program.calls_of(name));
        let mut names: Vec<String> = Vec::new();
        for at in calls {
            let Expr::Call(call) = program.expr(*at) else { continue };
            let Some(first) = call.arguments.first() else { continue };
            let whole = match program.expr(At { unit: at.unit, expr: first.value }) {
                Expr::Text(text) => text.strip_suffix(".py").unwrap_or(text).to_string(),
                _ => match program.unit(at.unit).last_name(first.value) {
                    Some(name) => name.to_string(),
                    None => continue,
                },
            };
            names.push(whole.rsplit(['.', '/']).next().unwrap_or(&whole).to_string());
        }
        let is_named = |name: &str| names.iter().any(|n| n == name);
        let fields = program.fields_of(key).iter().copied().filter(|bound| {
            let Target::Field(id, _) = program.binding(*bound).target else { return false };
            let class = Cls { unit: bound.unit, id };
            let related = program.relatives(class).iter().chain([&class]);
            program.language(bound.unit) == Language::Python
                && related.into_iter().any(|class| is_named(&program.class(*class).name))
        });
        let mut found: Vec<Value> = fields.flat_map(|bound| self.bound(bound, &None)).collect();
        for (source, unit) in program.sources.iter().zip(0..) {
            let file = source.path.rsplit('/').next().and_then(|name| name.strip_suffix(".py"));
            if !file.is_some_and(is_named) {
                continue;
            }
            let top = source.unit.bindings.iter().filter(|b| {
                b.function == FunctionId(0) && matches!(&b.target, Target::Name(n) if **n == *key)
            });
            let values = top.filter_map(|b| b.value);
            found.extend(values.flat_map(|expr| self.of(At { unit, expr }, &None)));
        }
        found
    }

    fn setting_name(&self, unit: u32, object: Option<ExprId>, last: ExprId) -> Option<String> {
        let Expr::Text(last) = self.program.expr(At { unit, expr: last }) else { return None };
        let section = object.and_then(|object| {
            let Expr::Call(call) = self.program.expr(At { unit, expr: object }) else {
                return None;
            };
            let Expr::Member(inner, name) = self.program.expr(At { unit, expr: call.callee })
            else {
                return None;
            };
            let first = call.arguments.first().filter(|_| &**name == "GetSection")?;
            self.setting_name(unit, *inner, first.value)
        });
        Some(section.map_or_else(|| last.to_string(), |section| format!("{section}:{last}")))
    }

    /// What a field of a class that settings are read into is.
    pub(super) fn field_setting(&self, class: Cls, name: &str) -> Vec<Value> {
        self.settings_of_field(class, name).iter().flat_map(|key| self.setting(key)).collect()
    }

    /// The keys of settings that are read into a field of a class.
    pub fn settings_of_field(&self, class: Cls, name: &str) -> Vec<String> {
        let found = self.program.class(class);
        let unit = self.program.unit(class.unit);
        let name = getter_field(name).unwrap_or_else(|| name.to_string());
        for decorator in &found.decorators {
            let Expr::Call(call) = unit.expr(*decorator) else { continue };
            let reads = matches!(
                unit.last_name(call.callee),
                Some("ConfigurationProperties" | "ConfigMapping" | "ConfigProperties")
            );
            let Some(prefix) = call.arguments.first().filter(|_| reads) else { continue };
            let place = At { unit: class.unit, expr: prefix.value };
            let texts = self.texts(place, &None);
            let prefixes = texts.iter().filter_map(Text::whole);
            return prefixes.map(|p| format!("{p}.{name}")).collect();
        }
        if self.program.language(class.unit) != Language::CSharp {
            return Vec::new();
        }
        // `SpotifyOptions` is read from the section `Spotify`.
        let section = ["Options", "Settings", "Configuration", "Config"]
            .iter()
            .find_map(|end| found.name.strip_suffix(end))
            .filter(|section| !section.is_empty());
        let section = section.into_iter().chain([&*found.name]);
        section.map(|section| format!("{section}:{name}")).collect()
    }
}

/// Whether a name is one of the environment's variables.
pub fn is_variable(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    !name.is_empty() && name.chars().all(plain)
}

/// Whether a file tells how a program of JavaScript is built.
fn builds(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    ["next.config.", "nuxt.config.", "vite.config.", "webpack.", "vue.config."]
        .iter()
        .any(|start| name.starts_with(start))
}

/// The field a getter gives: `baseUrl` of `getBaseUrl`.
pub fn getter_field(name: &str) -> Option<String> {
    let rest = name.strip_prefix("get").or_else(|| name.strip_prefix("is"))?;
    let mut letters = rest.chars();
    let first = letters.next().filter(|c| c.is_uppercase())?;
    Some(first.to_lowercase().chain(letters).collect())
}
