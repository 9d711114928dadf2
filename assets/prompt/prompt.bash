# The open incident before the prompt of bash. In ~/.bashrc, after what else sets a prompt:
#   eval "$(decklog prompt bash)"
# Whatever becomes of decklog, the prompt waits for it no longer than this many seconds:
: "${DECKLOG_PROMPT_WAIT:=0.3}"
# The bash of old systems counts whole seconds.
[[ ${BASH_VERSINFO[0]} -ge 4 ]] || DECKLOG_PROMPT_WAIT=1

# In a subshell, so that $! stays that of the person's own jobs.
__decklog_ask() {
    local line= IFS=
    read -r -t "$DECKLOG_PROMPT_WAIT" line < <(exec decklog status --format line) ||
        { [[ ${BASH_VERSINFO[0]} -ge 5 ]] && kill -KILL "$!"; }
    printf '%s' "$line"
}

__decklog_prompt() {
    local status=$?
    __decklog_line=$(__decklog_ask 2> /dev/null)
    # What else sets the prompt may have set it anew.
    [[ $PS1 == *__decklog_line* ]] || PS1='${__decklog_line:+[$__decklog_line] }'$PS1
    return "$status"
}

if [[ ${PROMPT_COMMAND-} != *__decklog_prompt* ]]; then
    PROMPT_COMMAND=${PROMPT_COMMAND:+$PROMPT_COMMAND$'\n'}__decklog_prompt
fi
