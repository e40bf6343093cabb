#pragma once

#include "mock_platforms/meta/notes.h"
#include "mock_platforms/platform.h"

/// The Dataset Quality API: `GET /v{N}/dataset_quality?dataset_id=…&fields=web{…}`.
/// Source: https://developers.facebook.com/docs/marketing-api/conversions-api/dataset-quality-api
///
/// The shape is Meta's, the figures are of this session. What nobody outside Meta can know is left
/// out: the composite score, potential increases, ad sets and spend.
namespace tagproof::meta {

Decoded decode_quality(const Request& request, const Endpoint& endpoint);
/// The body of the answer to a request that no rule refuses.
std::string quality_body(const Request& request, const Notes& notes);

}  // namespace tagproof::meta
