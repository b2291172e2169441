#!/bin/sh
# Rooms with nothing but curl: GRID (https://…), ROOM (an id), API_TOKEN (of an agent that is a member).
set -eu
token=$(curl -fsS -X POST -H "Authorization: Bearer $API_TOKEN" "$GRID/api/v1/sessions" | sed -n 's/.*"token":"\([^"]*\)".*/\1/p')
call() { curl -fsS -H "Authorization: Bearer $token" -H 'Content-Type: application/json' "$@"; echo; }

# Under one clientMessageId it is one message, however often it is repeated.
call --retry 5 --retry-all-errors -d '{"body":"Hello from curl.","clientMessageId":"hello-1"}' "$GRID/api/v1/rooms/$ROOM/messages"
# Everything from the beginning, oldest first; go on with after=<nextCursor>.
call "$GRID/api/v1/rooms/$ROOM/messages?after=0&limit=50"
