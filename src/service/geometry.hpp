// Geometry out of an answer, digit by digit: a coordinate is copied, never computed with.
#pragma once

#include "flow/batch.hpp"
#include "json/document.hpp"

#include <string>

namespace atgateway::service {

/// The point of a geocoding candidate, from its `longitude` and `latitude` (numbers, or strings holding one; WGS84
/// degrees).
/// @return GeoJSON (RFC 7946) or WKT; empty when the candidate has another shape: nothing is guessed
[[nodiscard]] std::string point_of(const json::Value& candidate, flow::Geometry form);

/// The one GeoJSON geometry in an answer: the answer itself or its members `value`, `geometry` or `geom`, also in a
/// string or an array of one; bare, in a Feature, or in a FeatureCollection of one. Point, LineString, Polygon,
/// MultiLineString and MultiPolygon; of each position longitude and latitude, a height is dropped.
/// @return as above
[[nodiscard]] std::string shape_of(const json::Value& answer, flow::Geometry form);

}  // namespace atgateway::service
