// The only file that compiles Boost.Asio.
#include <boost/asio/impl/src.hpp>
