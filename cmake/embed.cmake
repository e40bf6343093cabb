# cmake -DSHOP_FILES=a;b -DSCENARIO_FILES=c;d -DFOLDER=… -DOUTPUT=… -P embed.cmake: what stands behind files/init.h.
set(rows "")
function(embed file path)
  file(READ ${FOLDER}/${file} content)
  string(FIND "${content}" ")~embedded~\"" clash)
  if(NOT clash EQUAL -1)
    message(FATAL_ERROR "${file} holds the mark that ends its embedded copy")
  endif()
  set(rows "${rows}    {\"${path}\", R\"~embedded~(${content})~embedded~\"},\n" PARENT_SCOPE)
endfunction()
foreach(file ${SHOP_FILES})
  embed(${file} ${file})
endforeach()
foreach(file ${SCENARIO_FILES})
  embed(${file} scenarios/${file})
endforeach()
file(WRITE ${OUTPUT} "#include <array>

#include \"harness/files/init.h\"

namespace tagproof {
namespace {

constexpr auto kFiles = std::to_array<InitFile>({
${rows}});

}  // namespace

std::span<const InitFile> init_files() { return kFiles; }

}  // namespace tagproof
")
