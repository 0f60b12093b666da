# Completion of scopes for elvish. Load it from ~/.config/elvish/rc.elv:
#   eval (scopes completions elvish | slurp)

use str

set edit:completion:arg-completer[scopes] = {|@words|
    var program = $words[0]
    (external $program) __complete elvish $@words 2>/dev/null | from-lines | each {|line|
        var parts = [(str:split "\t" $line)]
        var value = $parts[0]
        if (> (count $parts) 1) {
            edit:complex-candidate $value &display=$value' ('$parts[1]')'
        } else {
            edit:complex-candidate $value
        }
    }
}
