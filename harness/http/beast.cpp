// The only file that compiles Boost.Beast.
#include <boost/beast/src.hpp>
