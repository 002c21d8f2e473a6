# Writes OUTPUT, a C file with the .sql files of each folder below FOLDER as strings, in the order of their
# names: kiosk_schema_NAME for each of NAMES ("records,sync,…"). The last file of each sets user_version to
# the number of files; the first sets application_id.
set(tables "")
string(REPLACE "," ";" NAMES "${NAMES}")
foreach(kind IN LISTS NAMES)
    file(GLOB files RELATIVE ${FOLDER}/${kind} ${FOLDER}/${kind}/*.sql)
    list(SORT files)
    set(rows "")
    set(count 0)
    set(id "")
    foreach(name IN LISTS files)
        math(EXPR count "${count} + 1")
        string(REGEX REPLACE "^0*([0-9]+)_[a-z_]+\\.sql$" "\\1" version ${name})
        if(NOT version STREQUAL count)
            message(FATAL_ERROR "${FOLDER}/${kind}/${name}: files are called 0001_words.sql and so on, without gaps")
        endif()
        file(READ ${FOLDER}/${kind}/${name} text)
        if(text MATCHES "PRAGMA application_id = ([0-9]+);")
            set(id ${CMAKE_MATCH_1})
        endif()
        string(REPLACE "\\" "\\\\" text "${text}")
        string(REPLACE "\"" "\\\"" text "${text}")
        string(REPLACE "\n" "\\n\"\n     \"" text "${text}")
        string(APPEND rows "    {\"${kind}/${name}\",\n     \"${text}\"},\n")
    endforeach()
    if(NOT id)
        message(FATAL_ERROR "${FOLDER}/${kind}: no file sets the application_id")
    endif()
    string(APPEND tables "
static const struct kiosk_schema_step ${kind}_steps[] = {
${rows}};

const struct kiosk_schema kiosk_schema_${kind} = {
    .name = \"${kind}\",
    .application_id = ${id},
    .steps = ${kind}_steps,
    .step_count = ${count},
};
")
endforeach()
file(WRITE ${OUTPUT} "#include \"kiosk_schema.h\"\n${tables}")
