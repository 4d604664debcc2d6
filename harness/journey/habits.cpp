#include "harness/journey/habits.hpp"

#include "harness/base/text.hpp"

#include <algorithm>
#include <iterator>

namespace parcours::journey {

namespace {

struct habit {
  habitat where;
  std::string_view words;  // separated by blanks
  std::string_view hint;
};

constexpr habit table[] = {
    {habitat::journey, "name title test scenario id feature story", "the name of a journey stands in 'journey'"},
    {habitat::journey, "description summary comment protects",
     "what a journey protects stands in its first line, as a comment"},
    {habitat::journey, "tag labels label groups", "write tags: [smoke, amo]"},
    {habitat::journey, "step given when scenarios actions flow_steps", "what is done stands in 'steps', a list"},
    {habitat::journey, "then assert asserts assertions should verify result",
     "'expect' stands beside a step; what must hold at the end stands in 'outcome'"},
    {habitat::journey, "examples data rows parameters params parametrize",
     "write cases: [{amo: \"…\"}, …], one mapping a row"},
    {habitat::journey, "vars variables env environment", "values come from 'cases', from --var, or from ${env.NAME}"},
    {habitat::journey, "url base_url baseurl target portal",
     "the portal stands in the target file that --target names"},
    {habitat::journey, "setup before before_each background include includes import imports",
     "write '- use: FILE' among the steps"},
    {habitat::journey, "after teardown cleanup", "nothing is to be cleaned up: each journey has a world of its own"},
    {habitat::journey, "timeout", "the limit of a journey is --timeout; an expectation has 'within'"},
    {habitat::journey, "retries", "write --retries, or 'retry' beside a step"},
    {habitat::journey, "skip only disabled", "choose journeys by 'tags' and --tag"},
    {habitat::journey, "person user people persons users", "the person is 'subscriber', further ones are 'others'"},
    {habitat::journey, "policy defects smtp", "it stands in 'world'"},
    {habitat::journey, "browsers browser tabs devices contexts",
     "a browser is named beside the steps in it: 'in: NAME'"},
    {habitat::step, "step action do", "a step begins with its own name: '- open: activation'"},
    {habitat::step, "name description title", "a step has no name: write a comment above it"},
    {habitat::step, "visit navigate go load browse get", "write '- goto: /path'"},
    {habitat::step, "type input enter write set select", "write '- fill: {Label: text}'"},
    {habitat::step, "press tap submit button link", "write '- click: Label'"},
    {habitat::step, "tick toggle", "write '- check: Label'"},
    {habitat::step, "assert then verify should see contains expects",
     "write 'expect: {…}' beside the step, indented as the step's key"},
    {habitat::step, "sleep pause delay wait_for", "write '- wait: 10m', or 'within' in an expectation"},
    {habitat::step, "store save extract remember", "write '- capture: {NAME: {text: …}}'"},
    {habitat::step, "include import call run", "write '- use: FILE'"},
    {habitat::step, "browser tab window device context", "write 'in: NAME' beside the step"},
    {habitat::step, "mail email read_mail get_code wait_mail", "write '- read_code'"},
    {habitat::step,
     "within page message field_error absent status url mails account captcha refusal header cookie until every",
     "it stands in the step's 'expect' or 'retry'"},
    {habitat::expectation, "text contains visible has see shows", "a text of the page is 'message'"},
    {habitat::expectation, "title heading", "a page is known by its name in the target file: 'page'"},
    {habitat::expectation, "code status_code http_status", "the status of the answer is 'status'"},
    {habitat::expectation, "not missing hidden not_contains not_visible", "a text that must not be there is 'absent'"},
    {habitat::expectation, "error errors", "an error is 'field_error', or 'message' where it belongs to no field"},
    {habitat::expectation, "retry until every", "'retry' stands beside the step, as 'expect' does"},
    {habitat::expectation, "expect", "'expect' stands once beside a step, with all its keys"},
    {habitat::expectation, "timeout wait", "the time that it may take is 'within'"},
};

}  // namespace

std::string habit_hint(std::string_view word, habitat where) {
  const auto lower = ascii_lower(word);
  const auto* found = std::ranges::find_if(table, [&](const habit& each) {
    const auto words = split(each.words, ' ');
    return each.where == where && std::ranges::find(words, lower) != words.end();
  });
  return found == std::end(table) ? std::string() : std::string(found->hint);
}

}  // namespace parcours::journey
