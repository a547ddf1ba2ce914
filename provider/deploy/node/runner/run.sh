# One run.

bound=$(setting bound)
: >"$home/.no-variables"
if [ ! -d "$good" ] && [ -d "$home/last-good.old" ]; then mv "$home/last-good.old" "$good"; fi
if grep -qE '"outcome":"(failed|rolled-back)"' "$state/$service.json" 2>/dev/null; then recovering=1; fi
: >"$home/diagnosis"
lock
wait_for_engine || { record prepare failed "the Docker engine does not answer"; over; }
# Compose 5 asks an older engine for more than it can; no program needs more than the engine has.
: "${DOCKER_API_VERSION:=$(docker version --format '{{.Server.APIVersion}}' </dev/null 2>/dev/null)}"
if [ "$mode" = delete ]; then
  record prepare running
  event deployment_started info "delete of $service started by $by"
  delete
fi
# The plan was made from what was there a moment ago. When another run was quicker, it is made again.
if [ "$(containers "" | sort)" != "$(sort "$incoming/known")" ]; then
  record prepare moved "the containers of $project changed while the lock was waited for"
  over
fi
if [ -n "$asked" ]; then some_stages; fi
prepare
validate
former_document
deploy
verify
complete
