#include "config/table.hpp"

#include <boost/test/unit_test.hpp>

#include <set>

using namespace atgateway;
using namespace atgateway::config;

BOOST_AUTO_TEST_SUITE(table)

namespace {

void every_key(const Shape& shape, const std::string& pointer,
               const std::function<void(const std::string&, const Key&)>& see) {
  for (const auto& key : shape.keys) {
    const auto here = pointer + "/" + std::string(key.name);
    see(here, key);
    if (key.shape != nullptr) every_key(*key.shape, here, see);
  }
}

// A draft with one item in each list, so that visit reaches every row.
Draft full_draft() {
  Draft draft;
  draft.config.listeners.resize(1);
  draft.config.upstreams.resize(1);
  return draft;
}

}  // namespace

BOOST_AUTO_TEST_CASE(rows_are_complete) {
  std::size_t count = 0;
  every_key(root_shape(), "", [&](const std::string& pointer, const Key& key) {
    ++count;
    BOOST_TEST_CONTEXT(pointer) {
      BOOST_TEST(key.description.ends_with('.'));
      const bool object = key.access.type == Type::section || key.access.type == Type::list;
      BOOST_TEST((key.shape != nullptr) == object);
      BOOST_TEST((key.access.type != Type::choice || !key.allowed.empty()));
      BOOST_TEST(key.flag.empty() == key.value_name.empty());
      BOOST_TEST(key.minimum <= key.maximum);
    }
  });
  BOOST_TEST(count > 80U);
}

BOOST_AUTO_TEST_CASE(names_are_told_apart_within_an_object_and_as_variables) {
  std::set<std::string> seen;
  every_key(root_shape(), "", [&](const std::string& pointer, const Key&) {
    std::string variable = pointer;
    for (char& c : variable) c = c == '/' ? '_' : c;
    BOOST_TEST(seen.insert(variable).second, pointer);
  });
}

BOOST_AUTO_TEST_CASE(defaults_lie_in_their_ranges) {
  auto draft = full_draft();
  visit(root_shape(), &draft, "", [](const std::string& pointer, const Key& key, const Shape& shape, void*) {
    const auto setting = default_of(shape, key);
    BOOST_TEST_CONTEXT(pointer) {
      if (key.access.type == Type::integer) {
        BOOST_TEST(std::get<std::uint64_t>(setting) >= key.minimum);
        BOOST_TEST(std::get<std::uint64_t>(setting) <= key.maximum);
      }
      if (key.access.type == Type::text && !key.nullable && !key.required) {
        BOOST_TEST(std::holds_alternative<std::string>(setting));
      }
    }
  });
}

// A limit that the member's type cannot hold would come back changed.
BOOST_AUTO_TEST_CASE(members_hold_both_ends_of_their_ranges_and_all_words) {
  auto draft = full_draft();
  std::size_t tried = 0;
  visit(root_shape(), &draft, "", [&](const std::string& pointer, const Key& key, const Shape& shape, void* object) {
    std::vector<std::uint64_t> values;
    if (key.access.type == Type::integer) values = {key.minimum, key.maximum};
    if (key.access.type == Type::choice) {
      for (std::size_t i = 0; i < key.allowed.size(); ++i) values.push_back(i);
    }
    for (const auto value : values) {
      key.access.set(object, Setting(value));
      BOOST_TEST((key.access.get(object) == Setting(value)), pointer << " " << value);
      ++tried;
    }
    key.access.set(object, Setting());
    BOOST_TEST((key.access.get(object) == default_of(shape, key)), pointer << " null");
  });
  BOOST_TEST(tried > 80U);
}

BOOST_AUTO_TEST_CASE(words_stand_in_the_order_of_their_enum) {
  auto draft = full_draft();
  const auto word = [&](const std::string& wanted) {
    std::string out;
    visit(root_shape(), &draft, "", [&](const std::string& pointer, const Key& key, const Shape&, void* object) {
      if (pointer == wanted) out = key.allowed[std::get<std::uint64_t>(key.access.get(object))];
    });
    return out;
  };
  draft.tls.mode = TlsConfig::Mode::off;
  BOOST_TEST(word("/tls/mode") == "off");
  draft.proxy_protocol.mode = ProxyProtocolConfig::Mode::require;
  BOOST_TEST(word("/proxy_protocol/mode") == "require");
  draft.config.listeners[0].role = ListenerConfig::Role::probe;
  BOOST_TEST(word("/listeners/0/role") == "probe");
  draft.config.upstreams[0].tokenless = UpstreamConfig::Tokenless::inbound_key;
  BOOST_TEST(word("/upstreams/0/tokenless") == "inbound-key");
  draft.config.upstreams[0].tokenless = UpstreamConfig::Tokenless::anyone;
  BOOST_TEST(word("/upstreams/0/tokenless") == "anyone");
  draft.config.credentials.authorization = CredentialsConfig::Authorization::ignore;
  BOOST_TEST(word("/credentials/authorization") == "ignore");
  draft.config.snowflake.async = SnowflakeConfig::Async::single_replica;
  BOOST_TEST(word("/snowflake/async") == "single-replica");
  draft.config.log.level = LogConfig::Level::warn;
  BOOST_TEST(word("/log/level") == "warn");
  draft.config.log.format = LogConfig::Format::text;
  BOOST_TEST(word("/log/format") == "text");
}

BOOST_AUTO_TEST_CASE(flags_are_those_of_serve) {
  std::set<std::string> names;
  for (const auto& flag : config_flags()) {
    BOOST_TEST(names.insert(std::string(flag.name)).second, flag.name);
    BOOST_TEST(!flag.value_name.empty());
    BOOST_TEST(flag.description.ends_with('.'));
  }
  const std::set<std::string> wanted = {"config",   "listen",   "admin",          "tls-certificate", "tls-key",
                                        "tls-mode", "upstream", "proxy-protocol", "workers",         "log-level"};
  BOOST_TEST(names == wanted, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
