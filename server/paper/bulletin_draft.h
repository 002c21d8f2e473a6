#pragma once
/* The month's bulletin before it is set: its parts and its paragraphs as they were drafted, for who
 * looks at it, or at a template that is not kept yet. One thread. */

#include "paper.h"
#include <jansson.h>

/* openapi.yaml's BulletinDraft; yours. The order's template, number and date count; usual_template
 * is what holds until the office has its own. ERROR_INVALID names the template's line at fault. */
bool bulletin_draft(struct paper_desk *desk, const struct paper_order *order, json_t **ret_draft,
                    struct error *err) MUST_USE;
