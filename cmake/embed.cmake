# cmake -DSHOP_FILES=a;b -DSCENARIO_FILES=c;d -DSHIPPED_FILES=c;d;e -DFOLDER=… -DOUTPUT=… -P embed.cmake: what stands
# behind files/init.h.
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
set(init_rows "${rows}")
set(rows "")
foreach(file ${SHIPPED_FILES})
  file(STRINGS ${FOLDER}/${file} like REGEX "^like:")
  if(NOT like)
    embed(${file} scenarios/${file})
  endif()
endforeach()
file(WRITE ${OUTPUT} "#include <array>

#include \"harness/files/init.h\"

namespace tagproof {
namespace {

constexpr auto kFiles = std::to_array<InitFile>({
${init_rows}});

constexpr auto kShipped = std::to_array<InitFile>({
${rows}});

}  // namespace

std::span<const InitFile> init_files() { return kFiles; }
std::span<const InitFile> shipped_scenarios() { return kShipped; }

}  // namespace tagproof
")
