# Completion of scopes for fish. Load it from ~/.config/fish/config.fish:
#   scopes completions fish | source

function __scopes_complete
    set -l words (commandline --tokenize --cut-at-cursor --current-process)
    # The unfinished word still has its quotes and backslashes.
    set -l unfinished (commandline --current-token --cut-at-cursor | string trim --left --chars '"\'' | string replace --all '\\' '')
    $words[1] __complete fish $words "$unfinished" 2>/dev/null
end

complete --command scopes --no-files --keep-order --arguments '(__scopes_complete)'
