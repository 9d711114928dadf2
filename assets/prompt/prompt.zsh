# The open incident before the prompt of zsh. In ~/.zshrc, after what else sets a prompt:
#   eval "$(decklog prompt zsh)"
# Whatever becomes of decklog, the prompt waits for it no longer than this many seconds:
: "${DECKLOG_PROMPT_WAIT:=0.3}"

zmodload zsh/system

__decklog_prompt() {
    local line= fd asked
    exec {fd}< <({ exec decklog status --format line; } 2> /dev/null)
    asked=$sysparams[procsubstpid]
    read -r -t "$DECKLOG_PROMPT_WAIT" -u "$fd" line || { [[ -n $asked ]] && kill -KILL "$asked" 2> /dev/null }
    exec {fd}<&-
    # A place of its own in psvar: nothing in it is read as part of a prompt.
    psvar[9]=$line
    # What else sets the prompt may have set it anew.
    [[ $PROMPT == *'%9v'* ]] || PROMPT='%(9V.[%9v] .)'$PROMPT
}

autoload -Uz add-zsh-hook && add-zsh-hook precmd __decklog_prompt
