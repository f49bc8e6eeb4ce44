// Who may ask for a connection, and whose are approved at once.
#include "snapshot/privatelink_judges.hpp"

#include "base/ascii.hpp"

#include <algorithm>

namespace atgateway::snapshot {
namespace {

// What a list of subscriptions has that is none; the controller passes it on as it is.
std::vector<std::string> not_ids(const std::vector<std::string_view>& list, bool star_is_one) {
  std::vector<std::string> out;
  for (const auto each : list) {
    if (!is_guid(each) && !(star_is_one && each == "*")) out.push_back("\"" + std::string(each) + "\"");
  }
  return out;
}

// The resource's own list when there is one, else what the Service asks for.
std::vector<std::string_view> list_of_subscriptions(const Chain& chain, std::string_view suffix,
                                                    std::string_view property_name) {
  if (const auto given = chain.annotation(suffix)) return words_of(*given);
  if (chain.private_link_service)
    return property_strings(*chain.private_link_service, {property_name, "subscriptions"});
  return {};
}

bool has(const std::vector<std::string_view>& list, std::string_view id) {
  return std::ranges::any_of(list, [&](auto each) { return base::equal_without_case(each, id); });
}

std::string with_blanks(std::string_view list) {
  std::string out;
  for (const char c : list) out += c == ',' || c == ';' ? ' ' : c;
  std::string words;
  for (const auto word : words_of(out)) words.append(words.empty() ? "" : " ").append(word);
  return words;
}

}  // namespace

Check judge_visibility(const Scene& scene) {
  constexpr std::string_view id = "pls.visibility";
  const auto& chain = scene.chain;
  const auto list = list_of_subscriptions(chain, "azure-pls-visibility", "visibility");
  const auto wrong = not_ids(list, true);
  const bool everybody = has(list, "*");
  const std::vector<std::string> open{annotate(scene, "azure-pls-visibility", "*")};
  if (!wrong.empty() && !everybody) {
    const auto mended = with_blanks(chain.annotation("azure-pls-visibility").value_or(""));
    return catalog::finding(
        id, shown_list(wrong) + (wrong.size() == 1 ? " is no subscription id." : " are no subscription ids."),
        "\"*\", or ids with blanks between them",
        mended.empty() ? open : std::vector<std::string>{annotate(scene, "azure-pls-visibility", mended)});
  }
  if (everybody) return catalog::pass(id, "Every subscription may ask; each connection still has to be approved.");
  if (!chain.connections.empty())
    return catalog::pass(
        id, list.empty() ? "Access is by role, and a connection has arrived."
                         : std::to_string(list.size()) + " subscriptions may ask, and a connection has arrived.");
  const auto restricted =
      chain.private_link_service && property_text(*chain.private_link_service, {"accessMode"}) == "Restricted";
  if (list.empty() && !restricted)
    return catalog::warning(id, "Visibility is empty (access by role only), and no connection has arrived.",
                            "\"*\", or Databricks' subscription", open);
  return catalog::warning(id,
                          "Only " + std::to_string(list.size()) +
                              " subscriptions may ask, and no connection has arrived: Databricks may use another.",
                          "\"*\", or the subscription that Databricks uses in this region", open);
}

Check judge_auto_approval(const Scene& scene) {
  constexpr std::string_view id = "pls.auto-approval";
  const auto& chain = scene.chain;
  const auto list = list_of_subscriptions(chain, "azure-pls-auto-approval", "autoApproval");
  if (list.empty()) return catalog::pass(id, "Nothing is approved automatically; each connection is approved by hand.");
  const auto mended = with_blanks(chain.annotation("azure-pls-auto-approval").value_or(""));
  if (has(list, "*")) {
    return catalog::finding(id, "\"*\" stands in the list, where it has no meaning.", "subscription ids",
                            {annotate(scene, "azure-pls-auto-approval", "SUBSCRIPTION")});
  }
  if (const auto wrong = not_ids(list, false); !wrong.empty()) {
    return catalog::finding(
        id, shown_list(wrong) + (wrong.size() == 1 ? " is no subscription id." : " are no subscription ids."),
        "ids with blanks between them", {annotate(scene, "azure-pls-auto-approval", mended)});
  }
  const auto visible = list_of_subscriptions(chain, "azure-pls-visibility", "visibility");
  std::vector<std::string> hidden;
  for (const auto each : list) {
    if (!has(visible, "*") && !has(visible, each)) hidden.emplace_back(each);
  }
  if (!hidden.empty()) {
    std::string both;
    for (const auto each : visible) both.append(both.empty() ? "" : " ").append(each);
    for (const auto& each : hidden) both.append(both.empty() ? "" : " ").append(each);
    return catalog::finding(id, "Visibility leaves out " + shown_list(hidden) + ".", "each of them in visibility too",
                            {annotate(scene, "azure-pls-visibility", both)});
  }
  return catalog::pass(id, std::to_string(list.size()) +
                               (list.size() == 1 ? " subscription is" : " subscriptions are") +
                               " approved automatically.");
}

}  // namespace atgateway::snapshot
