# Writes OUTPUT, a C file with every .sql file of FOLDER as a string, in the order of their names.
file(GLOB names RELATIVE ${FOLDER} ${FOLDER}/*.sql)
list(SORT names)
set(rows "")
foreach(name IN LISTS names)
    if(NOT name MATCHES "^([0-9][0-9][0-9][0-9])_[a-z_]+\\.sql$")
        message(FATAL_ERROR "${FOLDER}/${name}: a schema file is called NNNN_words.sql")
    endif()
    string(REGEX REPLACE "^0*([0-9]+)_.*" "\\1" version ${name})
    file(READ ${FOLDER}/${name} text)
    string(REPLACE "\\" "\\\\" text "${text}")
    string(REPLACE "\"" "\\\"" text "${text}")
    string(REPLACE "\n" "\\n\"\n     \"" text "${text}")
    string(APPEND rows "    {${version}, \"${name}\",\n     \"${text}\"},\n")
endforeach()
file(WRITE ${OUTPUT}
"#include \"schema_list.h\"

static const struct schema_step steps[] = {
${rows}};

const struct schema_step *schema_list(size_t *ret_count)
{
    *ret_count = sizeof steps / sizeof steps[0];
    return steps;
}
")
