#include "sample_names.h"

#include "check.h"
#include "sample_county.h"
#include <stdint.h>
#include <stdio.h>

static const struct {
    const char *name;
    size_t size;
} units[SAMPLE_UNIT_COUNT] = {
    {"县政府办公室", 34},
    {"县委办公室", 30},
    {"县发展和改革局", 26},
    {"县财政局", 30},
    {"县教育局", 28},
    {"县民政局", 18},
    {"县人力资源和社会保障局", 30},
    {"县自然资源局", 24},
    {"县住房和城乡建设局", 22},
    {"县交通运输局", 20},
    {"县农业农村局", 22},
    {"县卫生健康局", 16},
};

static const char *const surnames[] = {
    "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡",   "朱",
    "高", "林", "何", "郭", "马", "罗", "梁", "宋", "郑", "谢", "韩", "唐", "欧阳", "司马",
};

static const char *const given[] = {
    "建国", "秀英", "伟",   "芳",   "志强", "丽娟", "文博", "晓燕", "海涛", "静",
    "国庆", "玉兰", "思远", "雪梅", "俊杰", "欣怡", "明辉", "春华", "立新", "慧敏",
    "守信", "佳宁", "卫东", "小红", "永康", "淑珍", "浩然", "诗涵", "德胜",
};

/* Names that screens and papers must be able to show. */
static const struct {
    size_t person;
    const char *name;
} special[] = {
    {7, "欧阳建国"},      {19, "阿卜杜热合曼·买买提艾力"}, {41, "李𬭎"}, {58, "陈㛃"},
    {83, "司马相如南山"},
};

const char *sample_names_unit(size_t unit)
{
    CHECK(unit < SAMPLE_UNIT_COUNT);
    return units[unit].name;
}

size_t sample_names_unit_size(size_t unit)
{
    CHECK(unit < SAMPLE_UNIT_COUNT);
    return units[unit].size;
}

size_t sample_names_unit_of(size_t person)
{
    size_t unit = 0;
    while (person >= units[unit].size) {
        person -= units[unit].size;
        unit++;
        CHECK(unit < SAMPLE_UNIT_COUNT);
    }
    return unit;
}

void sample_names_person(size_t person, char ret_name[static SAMPLE_NAME_SIZE])
{
    for (size_t i = 0; i < ARRAY_LEN(special); i++) {
        if (special[i].person == person) {
            (void)snprintf(ret_name, SAMPLE_NAME_SIZE, "%s", special[i].name);
            return;
        }
    }
    uint64_t seed = 0x5a5a + person * 7919;
    const char *surname = surnames[sample_county_random(&seed) % ARRAY_LEN(surnames)];
    const char *name = given[sample_county_random(&seed) % ARRAY_LEN(given)];
    (void)snprintf(ret_name, SAMPLE_NAME_SIZE, "%s%s", surname, name);
}
