#include "mutated.hpp"

#include "snapshot/kubernetes_gateway.hpp"
#include "snapshot/lookup.hpp"

using namespace atgateway;
using namespace atgateway::snapshot_test;

namespace {

// What is seen of the gateway of the healthy snapshot with something put into it.
snapshot::GatewayView seen(const std::vector<Put>& puts, std::int64_t target = 8443) {
  static std::vector<snapshot::Directory> kept;  // views live as long as their directory
  kept.push_back(snapshot::Directory::from_texts(put(puts)));
  auto pods = snapshot::list_of(*kept.back().find("kube-pods.json")).value();
  pods.resize(1);
  return snapshot::view_gateway(kept.back(), pods, target);
}

const std::string container = "/items/0/spec/containers/0";
const Put no_file{"kube-pods.json", container + "/args", R"(["serve"])"};

Put variable(const std::string& name, const std::string& value) {
  return {"kube-pods.json", container + "/env", R"([{"name": ")" + name + R"(", "value": ")" + value + R"("}])"};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(kubernetes_gateway)

BOOST_AUTO_TEST_CASE(the_mounted_file_is_read_comments_and_all) {
  const auto view = seen({});
  BOOST_TEST(view.is_gateway);
  BOOST_TEST(view.unseen == "");
  BOOST_TEST(view.listen_port.value() == 8443);
  BOOST_TEST(view.proxy_mode.value() == "off");
  BOOST_TEST(view.tls.value());
  BOOST_TEST(view.idle_ms.value() == 75000);
  BOOST_TEST(view.upstreams.value().at(0) == "https://carto-router.carto.svc.cluster.local/api");
}

BOOST_AUTO_TEST_CASE(without_a_file_the_defaults_hold) {
  const auto view = seen({no_file});
  BOOST_TEST(view.listen_port.value() == 8443);
  BOOST_TEST(view.proxy_mode.value() == "off");
  BOOST_TEST(view.upstreams.value().empty());
}

BOOST_AUTO_TEST_CASE(a_flag_wins_over_a_variable_and_that_over_the_file) {
  BOOST_TEST(seen({variable("ATGATEWAY_PROXY_PROTOCOL_MODE", "accept")}).proxy_mode.value() == "accept");
  const Put flags{
      "kube-pods.json", container + "/args",
      R"(["serve", "--config=/etc/atgateway/gateway.json", "--proxy-protocol", "require", "--listen", "0.0.0.0:9443"])"};
  const auto view = seen({flags, variable("ATGATEWAY_PROXY_PROTOCOL_MODE", "accept")});
  BOOST_TEST(view.proxy_mode.value() == "require");
  BOOST_TEST(view.listen_port.value() == 9443);
  BOOST_TEST(seen({variable("ATGATEWAY_TLS_MODE", "off")}).tls.value() == false);
  // An empty variable says nothing.
  BOOST_TEST(seen({variable("ATGATEWAY_PROXY_PROTOCOL_MODE", "")}).proxy_mode.value() == "off");
}

BOOST_AUTO_TEST_CASE(of_several_listeners_the_one_on_the_port_counts) {
  const auto two = configuration(
      R"({"listeners": [{"address": "0.0.0.0:8444"}, {"address": "0.0.0.0:8443", "proxy_protocol": {"mode": "require", "trusted": ["10.10.8.0/24"]}, "tls": {"mode": "off"}}]})");
  const auto view = seen({two});
  BOOST_TEST(view.proxy_mode.value() == "require");
  BOOST_TEST(view.trusted.value().at(0) == "10.10.8.0/24");
  BOOST_TEST(view.tls.value() == false);
  BOOST_TEST(seen({two}, 8444).proxy_mode.value() == "off");
  const auto none = seen({two}, 8445);
  BOOST_TEST(!none.proxy_mode);
  BOOST_TEST(none.unseen != "");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_seen_is_not_guessed) {
  const std::vector<std::vector<Put>> hidden{
      {{"kube-configmaps.json", "/items", "[]"}},
      {configuration("{")},
      {{"kube-pods.json", container + "/env",
        R"([{"name": "ATGATEWAY_PROXY_PROTOCOL_MODE", "valueFrom": {"secretKeyRef": {"name": "x", "key": "y"}}}])"}},
      {no_file, {"kube-pods.json", container + "/envFrom", R"([{"configMapRef": {"name": "x"}}])"}},
      {no_file,
       {"kube-pods.json", container + "/env", R"([{"name": "ATGATEWAY_CONFIG", "valueFrom": {"secretKeyRef": {}}}])"}},
      {{"kube-pods.json", container + "/image", "\"registry.example.org/nginx:1\""}},
      {variable("ATGATEWAY_LISTENERS_0_ADDRESS", "0.0.0.0:8443")},
  };
  for (std::size_t i = 0; i < hidden.size(); ++i) BOOST_TEST(!seen(hidden[i]).proxy_mode, i);
  // A variable for one item changes what is trusted, and nothing else.
  const auto view = seen({variable("ATGATEWAY_PROXY_PROTOCOL_TRUSTED_0", "10.9.0.0/16")});
  BOOST_TEST(view.trusted.value().back() == "10.9.0.0/16");
  BOOST_TEST(view.proxy_mode.value() == "off");
}

BOOST_AUTO_TEST_CASE(a_single_file_mounted_under_another_name_is_found) {
  const auto view = seen({{"kube-pods.json", container + "/volumeMounts/0",
                           R"({"name": "config", "mountPath": "/etc/atgateway/gateway.json", "subPath": "own.json"})"},
                          {"kube-pods.json", "/items/0/spec/volumes/0/configMap/items",
                           R"([{"key": "gateway.json", "path": "own.json"}])"}});
  BOOST_TEST(view.unseen == "");
  BOOST_TEST(view.listen_port.value() == 8443);
}

BOOST_AUTO_TEST_SUITE_END()
