# Completion of scopes for bash. Load it from ~/.bashrc:
#   source <(scopes completions bash)

_scopes() {
    local IFS=$'\n'
    COMPREPLY=($("${COMP_WORDS[0]}" __complete bash "$COMP_LINE" "$COMP_POINT" 2>/dev/null))
    # Lists of scopes go on after a comma, paths after a slash; all else is followed by a space.
    if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *[=,/] ]]; then
        compopt -o nospace
    fi
}

complete -o nosort -F _scopes scopes 2>/dev/null || complete -F _scopes scopes
