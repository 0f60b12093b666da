//! Functions that are told by their name alone.

/// Members of a constant that are the constant again.
pub fn keeps(name: &str) -> bool {
    matches!(
        name,
        "value"
            | "rawValue"
            | "uri"
            | "scope"
            | "href"
            | "absoluteString"
            | "url"
            | "Uri"
            | "text"
            | "current"
            | "String"
            | "encodedPath"
            | "wrappedValue"
    )
}

/// Functions that only put texts or lists together, or take them apart.
pub fn collects(name: &str) -> bool {
    matches!(
        name,
        "join"
            | "Join"
            | "implode"
            | "joinToString"
            | "joined"
            | "format"
            | "Sprintf"
            | "sprintf"
            | "listOf"
            | "setOf"
            | "arrayOf"
            | "mutableListOf"
            | "asList"
            | "of"
            | "vec"
            | "List"
            | "Set"
            | "set"
            | "list"
            | "tuple"
            | "frozenset"
            | "freeze"
            | "sorted"
            | "Array"
            | "from"
            | "concat"
            | "encodeURIComponent"
            | "quote"
            | "urlencode"
            | "String"
            | "str"
            | "to_string"
            | "split"
            | "map"
            | "filter"
            | "ref"
            | "computed"
            | "lazy"
            | "from_iter"
            | "HashSet"
            | "append"
            | "stringify"
            | "HashMap"
            | "dict"
    )
}

/// Methods that hand a function the elements of a list one by one, or a value itself.
pub fn hands_elements(name: &str) -> bool {
    matches!(
        name,
        "map"
            | "flatMap"
            | "mapNotNull"
            | "forEach"
            | "for_each"
            | "each"
            | "let"
            | "also"
            | "Select"
            | "SelectMany"
            | "ForEach"
            | "filter_map"
            | "flat_map"
            | "mapToObj"
            | "and_then"
    )
}

/// Methods of so many things that their name alone says nothing.
pub fn is_common(name: &str) -> bool {
    matches!(
        name,
        "request"
            | "execute"
            | "process"
            | "getData"
            | "fetchData"
            | "getItem"
            | "setItem"
            | "addItem"
            | "forEach"
            | "includes"
            | "indexOf"
            | "dispatch"
            | "subscribe"
            | "connect"
            | "initialize"
    )
}
