# Writes OUT, a header with one `inline constexpr char` array for each
# constant=file of PAIRS (files are relative to SOURCE or absolute). Literals are split in
# pieces, because compilers limit the length of one string literal.
set(text "#pragma once\n\nnamespace ${NAMESPACE} {\n\n")
foreach(pair IN LISTS PAIRS)
  string(REGEX MATCH "^([^=]+)=(.*)$" _ ${pair})
  set(name ${CMAKE_MATCH_1})
  get_filename_component(file ${CMAKE_MATCH_2} ABSOLUTE BASE_DIR ${SOURCE})
  file(READ ${file} hex HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${hex}")
  string(APPEND text "inline constexpr char ${name}[] = {${bytes} '\\0'};\n")
endforeach()
string(APPEND text "\n}  // namespace ${NAMESPACE}\n")
file(CONFIGURE OUTPUT ${OUT} CONTENT "${text}" @ONLY)
