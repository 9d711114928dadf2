# The open incident before the prompt of fish. In ~/.config/fish/config.fish:
#   decklog prompt fish | source
# Whatever becomes of decklog, the prompt waits for it no longer than this many seconds, where the system
# has the command timeout:
set -q DECKLOG_PROMPT_WAIT; or set -g DECKLOG_PROMPT_WAIT 0.3

if not functions -q __decklog_prompt_before
    functions -q fish_prompt; or function fish_prompt
        echo -n '> '
    end
    functions -c fish_prompt __decklog_prompt_before

    function fish_prompt
        set -l last $status
        set -l line
        if command -q timeout
            set line (timeout -s KILL $DECKLOG_PROMPT_WAIT decklog status --format line 2> /dev/null)
        else if command -q decklog
            set line (decklog status --format line 2> /dev/null)
        end
        test -n "$line[1]"; and echo -n "[$line[1]] "
        # The prompt of before sees the status of the last command.
        __decklog_prompt_status $last
        __decklog_prompt_before
    end

    function __decklog_prompt_status
        return $argv[1]
    end
end
