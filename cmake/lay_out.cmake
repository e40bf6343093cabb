# cmake -DBOLT=… -DMERGE_FDATA=… -DPROGRAM=… -DSCENARIOS=… -P lay_out.cmake: lays out the program's code by what it does in its
# main jobs. See layout.cmake.
set(folder ${PROGRAM}.layout)
file(REMOVE_RECURSE ${folder})
file(MAKE_DIRECTORY ${folder})

function(must what)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE result OUTPUT_VARIABLE said ERROR_VARIABLE said)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "${what} failed (${result}); -DTAGPROOF_LAYOUT=OFF builds without\n${said}")
  endif()
endfunction()

# What it says isn't asked for: in a build that is being worked on a scenario may fail, and the profile is as good.
function(train)
  execute_process(COMMAND ${folder}/counting ${ARGN} WORKING_DIRECTORY ${folder} OUTPUT_QUIET ERROR_QUIET)
endfunction()

must("Counting" ${BOLT} ${PROGRAM} -o ${folder}/counting --instrument --instrumentation-file=${folder}/profile
     --instrumentation-file-append-pid)
train(run ${SCENARIOS} --jobs 1 --out ${folder}/run)
train(explore ${SCENARIOS} --jobs 1 --cases 2000 --out ${folder}/explored)
file(GLOB_RECURSE captures ${folder}/run/*.jsonl)
train(check ${captures} --contract ${SCENARIOS}/contract.yaml)
file(GLOB profiles ${folder}/profile*)
if(NOT profiles)
  message(FATAL_ERROR "${PROGRAM} could not be run for its profile; -DTAGPROOF_LAYOUT=OFF builds without")
endif()

must("Adding up" ${MERGE_FDATA} ${profiles} -o ${folder}/all)
must("Laying out" ${BOLT} ${PROGRAM} -o ${folder}/laid-out --data=${folder}/all --reorder-blocks=ext-tsp
     --reorder-functions=hfsort+ --split-functions --split-all-cold --split-eh --icf=1)
file(CHMOD ${folder}/laid-out PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
file(RENAME ${folder}/laid-out ${PROGRAM})
file(REMOVE_RECURSE ${folder})
