// The yardstick of the capture benchmark: a cpp-httplib handler that does nothing but keep the body
// in memory, set up as fast as that library goes (no delay, 80 threads, connections kept for ever).
#include <httplib.h>

#include <cstdio>
#include <mutex>
#include <string>
#include <vector>

int main() {
  constexpr int kThreads = 80;
  httplib::Server server;
  server.new_task_queue = [] { return new httplib::ThreadPool(kThreads); };
  server.set_tcp_nodelay(true);
  server.set_keep_alive_max_count(SIZE_MAX);
  std::mutex lock;
  std::vector<std::string> bodies;
  server.Post(R"(/.*)", [&](const httplib::Request& request, httplib::Response& answer) {
    {
      const std::scoped_lock hold(lock);
      bodies.push_back(request.body);
    }
    answer.set_content(R"({"events_received":1,"messages":[]})", "application/json");
  });
  const int port = server.bind_to_any_port("127.0.0.1");
  std::printf("{\"port\":%d}\n", port);
  std::fflush(stdout);
  server.listen_after_bind();
}
