#pragma once

#include "mock_platforms/google_ads/google_ads.h"
#include "mock_platforms/google_ads/rules.h"

/// Where one conversion's requests go. What a ping is, is said by its endpoint.
namespace tagproof::google_ads {

inline constexpr std::string_view kConversion = "conversion";
inline constexpr std::string_view kMirrorCcm = "ccm-conversion";
inline constexpr std::string_view kViewThrough = "view-through";
inline constexpr std::string_view kFirstParty = "first-party";

inline constexpr std::string_view kInterestGroup = "interest-group";
inline constexpr std::string_view kPage = "page";
inline constexpr std::string_view kUserData = "user-data";
inline constexpr std::string_view kUserDataCcm = "user-data-ccm";
inline constexpr std::string_view kContainer = "container";

inline constexpr std::string_view kGoogle =
    "www.google.com google.com www.google.* www.google.co.*";
inline constexpr std::string_view kAdServices = "www.googleadservices.com googleadservices.com";

constexpr Endpoint tag(std::string_view id, std::string_view hosts, std::string_view path) {
  return {.id = id,
          .channel = Channel::browser,
          .method = "GET POST",
          .hosts = hosts,
          .path = path,
          .source = kCaptures};
}

constexpr Endpoint upload(std::string_view id, std::string_view path) {
  return {.id = id,
          .channel = Channel::server,
          .method = "POST",
          .hosts = "googleads.googleapis.com",
          .path = path,
          .source = kProto};
}

constexpr Endpoint data_manager(std::string_view id, std::string_view method,
                                std::string_view path) {
  return {.id = id,
          .channel = Channel::server,
          .method = method,
          .hosts = "datamanager.googleapis.com",
          .path = path,
          .source = kDataManager};
}

inline constexpr Endpoint kEndpoints[] = {
    tag(kConversion, kAdServices, "/pagead/conversion/*"),
    tag(kMirrorCcm, kAdServices, "/ccm/conversion/*"),
    tag(kViewThrough, "googleads.g.doubleclick.net www.googleadservices.com",
        "/pagead/viewthroughconversion/*"),
    tag(kFirstParty, kGoogle, "/pagead/1p-conversion/*"),
    tag("user-list", kGoogle, "/pagead/1p-user-list/*"),
    tag("remarketing", kGoogle, "/rmkt/collect/*"),
    tag(kInterestGroup, "td.doubleclick.net", "/td/rul/*"),
    tag(kPage, "www.google.com google.com pagead2.googlesyndication.com", "/ccm/collect"),
    tag(kUserData, kGoogle, "/pagead/form-data/*"),
    tag(kUserDataCcm, kGoogle, "/ccm/form-data/*"),
    tag(kContainer, "ad.doubleclick.net", "/ccm/s/collect"),
    upload(kClickUpload, "/v*/customers/*:uploadClickConversions"),
    upload(kAdjustmentUpload, "/v*/customers/*:uploadConversionAdjustments"),
    data_manager(kIngest, "POST", "/v1/events:ingest"),
    data_manager(kRequestStatus, "GET", "/v1/requestStatus:retrieve"),
};

}  // namespace tagproof::google_ads
