//! An OpenAPI document, as far as the catalogue has the same facts.

use super::node::{self, Node};

/// What an OpenAPI document says of operations and scopes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Addresses below which its paths stand.
    pub servers: Vec<String>,
    /// Its operations, in its order.
    pub operations: Vec<Operation>,
    /// Each scope that it describes, and the text, without space around it.
    pub scopes: Vec<(String, String)>,
}

/// An operation of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    /// Its id; none where it has none.
    pub id: Option<String>,
    /// The verb, in capitals.
    pub method: String,
    /// The path below the server.
    pub path: String,
    /// Its summary; may be empty.
    pub name: String,
    /// Scopes that any of its ways of authorization lists, in their order.
    pub scopes: Vec<String>,
    /// Whether it is advised against.
    pub deprecated: bool,
}

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

impl Document {
    /// Reads a document in YAML or JSON.
    ///
    /// # Errors
    ///
    /// Why it cannot be read, as a clause about it.
    pub fn read(text: &str) -> Result<Self, String> {
        let root = node::read(text)?;
        if root.get("openapi").is_none() {
            return Err("it does not say `openapi`: 3".into());
        }
        let paths = root.get("paths").ok_or("it has no `paths`")?;
        let usual = root.get("security");
        let mut operations = Vec::new();
        for (path, item) in paths.entries() {
            for (method, operation) in item.entries() {
                if METHODS.contains(&method.as_str()) {
                    operations.push(Operation::new(method, path, operation, usual));
                }
            }
        }
        if operations.is_empty() {
            return Err("it has no operations under `paths`".into());
        }
        let servers = root.get("servers").map(Node::items).unwrap_or_default();
        let url = |server: &Node| server.get("url")?.text().map(|u| u.trim_end_matches('/').into());
        Ok(Document {
            servers: servers.iter().filter_map(|server| url(server)).collect(),
            operations,
            scopes: described(&root),
        })
    }
}

impl Operation {
    fn new(method: &str, path: &str, node: &Node, usual: Option<&Node>) -> Self {
        let text = |key: &str| node.get(key).and_then(Node::text).map(str::trim);
        let ways = node.get("security").or(usual).map(Node::items).unwrap_or_default();
        let mut scopes: Vec<String> = Vec::new();
        for (_, listed) in ways.iter().flat_map(|way| way.entries()) {
            for scope in listed.items().iter().filter_map(|scope| scope.text()) {
                if !scopes.iter().any(|known| known == scope) {
                    scopes.push(scope.to_string());
                }
            }
        }
        Operation {
            id: text("operationId").filter(|id| !id.is_empty()).map(ToString::to_string),
            method: method.to_uppercase(),
            path: path.to_string(),
            name: text("summary").unwrap_or_default().to_string(),
            scopes,
            deprecated: text("deprecated") == Some("true"),
        }
    }
}

/// Scopes and their texts, of all flows of all schemes; the first text of each counts.
fn described(root: &Node) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    let schemes = root.get("components").and_then(|c| c.get("securitySchemes"));
    for (_, scheme) in schemes.map(Node::entries).unwrap_or_default() {
        for (_, flow) in scheme.get("flows").map(Node::entries).unwrap_or_default() {
            for (scope, text) in flow.get("scopes").map(Node::entries).unwrap_or_default() {
                if !found.iter().any(|(known, _)| known == scope) {
                    let text = text.text().unwrap_or_default().trim();
                    found.push((scope.clone(), text.to_string()));
                }
            }
        }
    }
    found
}
