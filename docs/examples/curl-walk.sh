#!/bin/sh
# The whole activation with curl, against mocks that this script starts and ends: sh docs/examples/curl-walk.sh
set -eu
folder=$(mktemp -d)
ready=$folder/ready.json page=$folder/page.html

# The portal knows one synthetic person and, by a known defect, shows the code that it mails.
parcours serve --people 1 --defect code-in-page --ready-file "$ready" >"$folder/serve.log" &
server=$!
trap 'kill "$server" 2>/dev/null || true; wait "$server" || true; rm -rf "$folder"' EXIT
until [ -f "$ready" ]; do
  kill -0 "$server" || exit 1
  sleep 0.1
done

told() { sed -n "s/.*$1\":\"\([^\"]*\)\".*/\1/p" "$ready"; }
portal=$(told 'portal":{"url') captcha=$(told 'captcha":{"url')

# step WHAT PATH [curl's options…]: as a browser would, with cookies and following redirects.
step() {
  what=$1 path=$2
  shift 2
  curl --silent --show-error --fail --location --cookie "$folder/cookies" --cookie-jar "$folder/cookies" \
    --output "$page" "$@" "$portal$path"
  printf '%-14s -> %s\n' "$what" "$(sed -n 's/.*<h1>\(.*\)<\/h1>.*/\1/p' "$page")"
}
# send WHAT PATH FORM [name=value…]: a form of the page at hand, with its CSRF token.
send() {
  what=$1 path=$2 form=$3
  shift 3
  token=$(sed -n 's/.*name="csrf_token" value="\([^"]*\)".*/\1/p' "$page" | head -n 1)
  for pair in "$@"; do
    set -- "$@" --data-urlencode "$pair"
    shift
  done
  step "$what" "$path" --data-urlencode "csrf_token=$token" --data-urlencode "form=$form" "$@"
}

step open '/fr/confirm_adresse_1?r=2'
send 'accept terms' /fr/confirm_adresse_1 accept_terms terms=1
send identify /fr/confirm_adresse_2 identify_by_amo "amo=$(told amo)"
send payment /fr/confirm_adresse_3 pay_by_transfer "rib=$(told rib)"
send 'request code' /fr/confirm_adresse_4 request_code "email=$(told email)"
code=$(sed -n 's/.*debug: code=\([0-9]*\).*/\1/p' "$page")
token=$(curl --silent --show-error --fail "$captcha/mint?outcome=pass")
send 'submit code' /fr/confirm_adresse_5 submit_code "code=$code" "g-recaptcha-response=$token"
grep -q 'Votre compte est activé' "$page"
