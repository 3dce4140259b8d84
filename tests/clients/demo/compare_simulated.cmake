# Runs DEMO/simulate.py into OUT and fails unless it writes the files in DEMO.
file(REMOVE_RECURSE ${OUT})
file(MAKE_DIRECTORY ${OUT})
execute_process(COMMAND ${PYTHON} -B ${DEMO}/simulate.py ${OUT}
  COMMAND_ERROR_IS_FATAL ANY)
foreach(name c1.csv c2.csv c3.csv assignments.csv)
  execute_process(
    COMMAND ${CMAKE_COMMAND} -E compare_files ${DEMO}/${name} ${OUT}/${name}
    RESULT_VARIABLE differs)
  if(differs)
    message(FATAL_ERROR "${name} is not what simulate.py writes: run "
      "clients/demo/simulate.py and look at the difference")
  endif()
endforeach()
