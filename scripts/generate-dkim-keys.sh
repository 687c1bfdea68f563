#!/bin/sh
# Makes a DKIM key pair and prints the DNS record to publish:  scripts/generate-dkim-keys.sh DOMAIN [SELECTOR]
#
# The private key goes to ~/.mu/keys/dkim.key (DKIM_DIR names another folder), where policy-service finds it at its
# start and signs with it for the default domain. For other domains, or to keep it in the database:
# mailctl dkim import DOMAIN ~/.mu/keys/dkim.key SELECTOR
set -eu

fail() {
    echo "generate-dkim-keys: $1" >&2
    exit "${2:-1}"
}

[ $# -eq 1 ] || [ $# -eq 2 ] || fail "usage: $0 DOMAIN [SELECTOR]" 2
domain=$1
selector=${2:-default}
case $domain in *[!A-Za-z0-9.-]* | "" | .* | -* | *..*) fail "\"$domain\" is not a domain (write an IDN as xn--...)" 2 ;; esac
case $selector in *[!A-Za-z0-9-]* | "" | -*) fail "a selector has letters, digits and hyphens, such as \"default\"" 2 ;; esac
command -v openssl >/dev/null || fail "openssl is missing"

folder=${DKIM_DIR:-$HOME/.mu/keys}
key=$folder/dkim.key
[ ! -e "$key" ] || fail "$key exists already; move it away first, since mail on its way is verified with it"

umask 077
mkdir -p "$folder"
chmod 700 "$folder"
openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$key" 2>/dev/null || fail "openssl could not make a key"
openssl pkey -in "$key" -pubout -out "$folder/dkim.pub"
chmod 600 "$key"

public=$(grep -v -e '-----' "$folder/dkim.pub" | tr -d '\n')
value="v=DKIM1; k=rsa; p=$public"
echo "Private key: $key"
echo "Public key:  $folder/dkim.pub"
echo
echo "Publish this TXT record:"
echo
echo "Name:  $selector._domainkey.$domain"
echo "Value: $value"
echo
echo "As a line of a zone file:"
echo
printf '%s._domainkey.%s.  IN  TXT  (' "$selector" "$domain"
printf '%s' "$value" | fold -w 255 | while IFS= read -r piece || [ -n "$piece" ]; do printf ' "%s"' "$piece"; done
echo ' )'
echo
echo "Check it with: dig TXT $selector._domainkey.$domain"
