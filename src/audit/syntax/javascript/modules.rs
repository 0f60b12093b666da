//! What a file takes from others and gives to them.

use tree_sitter::Node;

use super::super::nodes::{field, field_text, kind_of, named, text};
use super::super::shape::{Bind, ImportShape, Shape};
use super::unquoted;

/// Module and member of `require("m")`, `require("m").x`, `await import("m")`.
pub(super) fn required(value: Node<'_>, source: &str) -> Option<(String, String)> {
    match kind_of(value) {
        "await_expression" | "parenthesized_expression" => required(value.named_child(0)?, source),
        "member_expression" => {
            let (module, _) = required(field(value, "object")?, source)?;
            Some((module, field_text(value, "property", source).to_string()))
        }
        "call_expression" => {
            let function = field(value, "function")?;
            if !matches!(text(function, source), "require" | "import") {
                return None;
            }
            let module = field(value, "arguments")?.named_child(0)?;
            (kind_of(module) == "string")
                .then(|| (unquoted(text(module, source)).to_string(), String::new()))
        }
        _ => None,
    }
}

pub(super) fn imports(node: Node<'_>, source: &str) -> Vec<ImportShape> {
    let module = field(node, "source").map_or("", |n| unquoted(text(n, source))).to_string();
    let statement = text(node, source);
    let types_only =
        statement.starts_with("import type ") && !statement.starts_with("import type from");
    let import = |local: &str, symbol: &str, types_only: bool| ImportShape {
        local: local.to_string(),
        module: module.clone(),
        symbol: symbol.to_string(),
        types_only,
    };
    let mut imports = Vec::new();
    for clause in named(node) {
        match kind_of(clause) {
            "import_clause" => {
                for child in named(clause) {
                    match kind_of(child) {
                        "identifier" => imports.push(import(text(child, source), "", types_only)),
                        "namespace_import" => {
                            let local = child.named_child(0).map_or("", |n| text(n, source));
                            imports.push(import(local, "", types_only));
                        }
                        _ => {
                            for specifier in named(child) {
                                let symbol = field_text(specifier, "name", source);
                                let alias = field_text(specifier, "alias", source);
                                let local = if alias.is_empty() { symbol } else { alias };
                                let types =
                                    types_only || text(specifier, source).starts_with("type ");
                                imports.push(import(local, symbol, types));
                            }
                        }
                    }
                }
            }
            // `import x = require("m")`
            "import_require_clause" => {
                let local = clause.named_child(0).map_or("", |n| text(n, source));
                let module = field(clause, "source").map_or("", |n| unquoted(text(n, source)));
                imports
                    .push(ImportShape { module: module.to_string(), ..import(local, "", false) });
            }
            _ => {}
        }
    }
    if imports.is_empty() && !module.is_empty() {
        imports.push(import("", "", types_only));
    }
    imports
}

pub(super) fn is_class(node: Node<'_>) -> bool {
    matches!(kind_of(node), "class_declaration" | "class" | "abstract_class_declaration")
}

pub(super) fn export<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    if let Some(declaration) = field(node, "declaration") {
        let is_default =
            text(node, source).trim_start_matches("export").trim_start().starts_with("default");
        // A class can be had by its name.
        let name = field(declaration, "name").filter(|_| is_class(declaration));
        if is_default && let Some(name) = name {
            let bind = Shape::Bind(vec![Bind::name("default", Some(name))]);
            return Shape::Seq(vec![Shape::Node(declaration), bind]);
        }
        if is_default {
            return Shape::Bind(vec![Bind::name("default", Some(declaration))]);
        }
        return Shape::Inner(declaration);
    }
    if let Some(value) = field(node, "value") {
        return Shape::Bind(vec![Bind::name("default", Some(value))]);
    }
    let module = field(node, "source").map(|n| unquoted(text(n, source)).to_string());
    let clauses: Vec<Node> =
        named(node).into_iter().filter(|n| kind_of(n) == "export_clause").collect();
    let specifiers: Vec<Node> = clauses.into_iter().flat_map(named).collect();
    match module {
        Some(module) if specifiers.is_empty() => Shape::Import(vec![ImportShape {
            module,
            symbol: "*".into(),
            ..ImportShape::default()
        }]),
        Some(module) => Shape::Import(
            specifiers
                .into_iter()
                .map(|s| {
                    let symbol = field_text(s, "name", source).to_string();
                    let alias = field_text(s, "alias", source);
                    let local = if alias.is_empty() { symbol.clone() } else { alias.to_string() };
                    ImportShape { local, module: module.clone(), symbol, types_only: false }
                })
                .collect(),
        ),
        None => Shape::Bind(
            specifiers
                .into_iter()
                .filter_map(|s| {
                    let alias = field_text(s, "alias", source);
                    (!alias.is_empty()).then(|| Bind::name(alias, field(s, "name")))
                })
                .collect(),
        ),
    }
}
