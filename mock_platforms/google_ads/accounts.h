#pragma once

#include <span>
#include <string_view>

#include "mock_platforms/platform.h"

/// What the configured accounts say of a hit: whose it is, and which conversion action it names.
namespace tagproof::google_ads {

bool has_token(const Account& account, const Decoded& hit);
/// A browser hit says the conversion id, an upload the customer's; null: nobody's.
const Account* account_of(std::span<const Account> accounts, const TrackedEvent& event);
/// By number or label; null: the account has no such action.
const ConversionAction* action_of(const Account& account, const TrackedEvent& event);
/// One conversion has one name, however a request calls it: "AW-123456789/label". Says how the
/// action counts, too.
void name_as_tag_does(TrackedEvent& event, const Account& account, const ConversionAction* action);

/// Marks an event whose action counts one conversion for each click. The mark ends the nonce, which
/// ties the requests of one conversion together: all of them get it.
void mark_counting(TrackedEvent& event, const ConversionAction* action);

/// What setting `google_ads.errors` says of this event: the code for its click, order, action or
/// customer; empty: nothing.
std::string_view error_said(std::string_view setting, const TrackedEvent& event);

}  // namespace tagproof::google_ads
