#include "facts_groups.h"

#include "check.h"

bool facts_groups_init(struct facts_groups *groups, struct facts_arena *arena, size_t owners)
{
    groups->owners = owners;
    groups->starts = facts_arena_alloc(arena, owners + 1, sizeof *groups->starts);
    groups->placed = facts_arena_alloc(arena, owners + 1, sizeof *groups->placed);
    return groups->starts && groups->placed;
}

void facts_groups_count(struct facts_groups *groups, size_t owner)
{
    CHECK(owner < groups->owners);
    groups->starts[owner + 1]++;
}

size_t facts_groups_lay_out(struct facts_groups *groups)
{
    for (size_t i = 0; i < groups->owners; i++) {
        groups->starts[i + 1] += groups->starts[i];
    }
    return groups->starts[groups->owners];
}

size_t facts_groups_place(struct facts_groups *groups, size_t owner)
{
    CHECK(owner < groups->owners);
    size_t place = groups->starts[owner] + groups->placed[owner]++;
    CHECK(place < groups->starts[owner + 1]);
    return place;
}

size_t facts_groups_start(const struct facts_groups *groups, size_t owner)
{
    return groups->starts[owner];
}

size_t facts_groups_size(const struct facts_groups *groups, size_t owner)
{
    return groups->placed[owner];
}
