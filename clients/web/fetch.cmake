# Fetches what package-lock.json says into FOLDER. A folder that has it already
# (from another build, or by hand) needs no network.
file(MAKE_DIRECTORY ${FOLDER})
configure_file(${SOURCE}/package.json ${FOLDER}/package.json COPYONLY)
configure_file(${SOURCE}/package-lock.json ${FOLDER}/package-lock.json COPYONLY)
execute_process(
  COMMAND ${NPM} ci --ignore-scripts --no-audit --no-fund --prefer-offline
  WORKING_DIRECTORY ${FOLDER} RESULT_VARIABLE failed
  OUTPUT_VARIABLE said ERROR_VARIABLE said)
if(failed)
  message(FATAL_ERROR "npm could not fetch govuk-frontend, which the pages of "
    "the web client need; it takes a network once.\n${said}")
endif()
file(TOUCH ${FOLDER}/stamp)
