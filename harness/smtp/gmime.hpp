// Initialisation and ownership of GMime objects, for message.cpp and parse.cpp.
#pragma once

#include <gmime/gmime.h>

#include <memory>
#include <string>

namespace parcours::smtp {

/// GMime must be initialised once before it is used.
inline void start_gmime() {
  static const bool started = (g_mime_init(), true);
  static_cast<void>(started);
}

struct unref {
  void operator()(void* object) const { g_object_unref(object); }
};
template <class T>
using object = std::unique_ptr<T, unref>;

struct release {
  void operator()(void* memory) const { g_free(memory); }
};
using c_string = std::unique_ptr<char, release>;

inline std::string text_or_empty(const char* text) { return text == nullptr ? std::string() : std::string(text); }

}  // namespace parcours::smtp
