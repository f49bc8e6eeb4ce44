// From a chain of member pointers to an Access row.
#pragma once

#include "config/key.hpp"

#include <chrono>
#include <optional>
#include <type_traits>
#include <utility>

namespace atgateway::config {

template <class T>
const T& defaults_of() {
  static const T object{};
  return object;
}

template <class T>
const void* defaults() {
  return &defaults_of<T>();
}

namespace detail {

template <class T>
struct MemberPointer;
template <class C, class M>
struct MemberPointer<M C::*> {
  using Class = C;
  using Member = M;
};
template <auto First, auto... Rest>
auto& reach(auto& object) {
  if constexpr (sizeof...(Rest) == 0) {
    return object.*First;
  } else {
    return reach<Rest...>(object.*First);
  }
}

template <auto First, auto...>
struct OwnerOf {
  using type = typename MemberPointer<decltype(First)>::Class;
};
template <auto... Path>
using Owner = typename OwnerOf<Path...>::type;

template <auto... Path>
using Member = std::remove_cvref_t<decltype(reach<Path...>(std::declval<Owner<Path...>&>()))>;

template <class T>
struct IsDuration : std::false_type {};
template <class R, class P>
struct IsDuration<std::chrono::duration<R, P>> : std::true_type {};

template <class T>
struct IsOptionalEnum : std::false_type {};
template <class T>
struct IsOptionalEnum<std::optional<T>> : std::is_enum<T> {};

template <class T>
constexpr Type type_of() {
  if constexpr (std::is_same_v<T, bool>)
    return Type::boolean;
  else if constexpr (std::is_enum_v<T> || IsOptionalEnum<T>::value)
    return Type::choice;
  else if constexpr (std::is_same_v<T, std::vector<std::string>>)
    return Type::text_list;
  else if constexpr (std::is_same_v<T, std::vector<std::uint32_t>>)
    return Type::integer_list;
  else if constexpr (std::is_same_v<T, std::string> || std::is_same_v<T, std::optional<std::string>>)
    return Type::text;
  else
    return Type::integer;
}

template <class T>
Setting to_setting(const T& value) {
  if constexpr (std::is_same_v<T, std::string>) {
    return value.empty() ? Setting() : Setting(value);
  } else if constexpr (std::is_same_v<T, std::optional<std::string>>) {
    return value ? Setting(*value) : Setting();
  } else if constexpr (IsOptionalEnum<T>::value) {
    return value ? Setting(static_cast<std::uint64_t>(*value)) : Setting();
  } else if constexpr (IsDuration<T>::value) {
    return static_cast<std::uint64_t>(value.count());
  } else if constexpr (std::is_same_v<T, std::vector<std::uint32_t>>) {
    return std::vector<std::uint64_t>(value.begin(), value.end());
  } else if constexpr (std::is_same_v<T, bool> || std::is_same_v<T, std::vector<std::string>>) {
    return value;
  } else {
    return static_cast<std::uint64_t>(value);
  }
}

template <class T>
void from_setting(T& out, const Setting& setting) {
  if constexpr (std::is_same_v<T, std::string> || std::is_same_v<T, std::optional<std::string>>) {
    out = std::get<std::string>(setting);
  } else if constexpr (IsOptionalEnum<T>::value) {
    out = static_cast<typename T::value_type>(std::get<std::uint64_t>(setting));
  } else if constexpr (IsDuration<T>::value) {
    out = T(static_cast<typename T::rep>(std::get<std::uint64_t>(setting)));
  } else if constexpr (std::is_same_v<T, std::vector<std::uint32_t>>) {
    out.clear();
    for (const auto item : std::get<std::vector<std::uint64_t>>(setting))
      out.push_back(static_cast<std::uint32_t>(item));
  } else if constexpr (std::is_same_v<T, bool> || std::is_same_v<T, std::vector<std::string>>) {
    out = std::get<T>(setting);
  } else {
    out = static_cast<T>(std::get<std::uint64_t>(setting));
  }
}

template <auto... Path>
auto& member_of(void* object) {
  return reach<Path...>(*static_cast<Owner<Path...>*>(object));
}
template <auto... Path>
const auto& member_of(const void* object) {
  return reach<Path...>(*static_cast<const Owner<Path...>*>(object));
}

template <auto... Path>
Setting get(const void* object) {
  return to_setting(member_of<Path...>(object));
}
template <auto... Path>
void set(void* object, const Setting& setting) {
  auto& member = member_of<Path...>(object);
  if (std::holds_alternative<std::monostate>(setting)) {
    member = reach<Path...>(defaults_of<Owner<Path...>>());
  } else {
    from_setting(member, setting);
  }
}
template <auto... Path>
void* child(void* object) {
  return &member_of<Path...>(object);
}
template <auto... Path>
std::size_t size(const void* object) {
  return member_of<Path...>(object).size();
}
template <auto... Path>
void* item(void* object, std::size_t index) {
  return &member_of<Path...>(object)[index];
}
template <auto... Path>
void resize(void* object, std::size_t count) {
  member_of<Path...>(object).resize(count);
}

}  // namespace detail

/// A value: its type follows from the member's. Null puts the member's default there.
template <auto... Path>
inline constexpr Access value{
    .type = detail::type_of<detail::Member<Path...>>(), .get = detail::get<Path...>, .set = detail::set<Path...>};

/// An object of its own shape.
template <auto... Path>
inline constexpr Access section{.type = Type::section, .child = detail::child<Path...>};

/// A list of objects of one shape.
template <auto... Path>
inline constexpr Access list{.type = Type::list,
                             .size = detail::size<Path...>,
                             .item = detail::item<Path...>,
                             .resize = detail::resize<Path...>};

}  // namespace atgateway::config
