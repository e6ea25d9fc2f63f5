namespace Apex.Completion;

/// <summary>The scripts for three shells. Each asks this program what may follow, so that it never falls behind it.</summary>
internal static class CompletionScript
{
    /// <summary>Verb that only the scripts use: <c>apex __complete -- WORDS</c>, a candidate and what it is on each line.</summary>
    public const string Verb = "__complete";

    public static string Of(Shell shell) => shell switch
    {
        Shell.Bash => Bash,
        Shell.Zsh => Zsh,
        _ => Fish,
    };

    private const string Bash =
        """
        # Completion of apex in bash. Now: source <(apex completion bash). For good: that line in ~/.bashrc.
        _apex_complete() {
            local line
            COMPREPLY=()
            while IFS= read -r line; do
                if [[ $line == :files* ]]; then
                    compopt -o default 2>/dev/null
                else
                    COMPREPLY+=("${line%%$'\t'*}")
                fi
            done < <("${COMP_WORDS[0]/#\~/$HOME}" __complete -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
        }
        complete -F _apex_complete apex
        """;

    private const string Zsh =
        """
        #compdef apex
        # Completion of apex in zsh. Now: source <(apex completion zsh). For good: that line in ~/.zshrc, after compinit.
        _apex() {
            local line
            local -a found
            for line in "${(@f)$("${(Q)words[1]/#\~/$HOME}" __complete -- "${(@Q)words[2,CURRENT]}" 2>/dev/null)}"; do
                if [[ $line == :files* ]]; then
                    _files
                    return
                fi
                [[ -n $line ]] && found+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}")
            done
            _describe apex found
        }
        compdef _apex apex
        """;

    private const string Fish =
        """
        # Completion of apex in fish. Now: apex completion fish | source. For good: write it to ~/.config/fish/completions/apex.fish.
        function __apex_complete
            set -l words (commandline -opc)
            set -l typed (commandline -ct)
            set -l program $words[1]
            set -e words[1]
            for line in ($program __complete -- $words "$typed" 2>/dev/null)
                if string match -q ':files*' -- $line
                    __fish_complete_path "$typed"
                else
                    printf '%s\n' $line
                end
            end
        end
        complete -c apex -f -a '(__apex_complete)'
        """;
}

internal enum Shell
{
    Bash = 0,
    Zsh = 1,
    Fish = 2,
}
