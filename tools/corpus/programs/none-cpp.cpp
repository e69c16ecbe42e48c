// library: none
#include <algorithm>
#include <iostream>
#include <map>
#include <random>
#include <regex>
#include <string>
#include <unordered_map>
#include <vector>
//== words-cpp:
int main(int argc, char **argv) { std::map<std::string, int> m; for (int i = 0; i < argc; i++) m[argv[i]]++; for (auto &e : m) std::cout << e.first << '\n'; return std::string(argv[0]).rfind("string::"); }
//== expressions:
int main(int argc, char **argv) { return std::regex_search(argv[0], std::regex("(aes|des|rsa)-[0-9]+")); }
//== tables:
int main(int argc, char **argv) { std::unordered_map<std::string, std::vector<int>> m; m["rustls-x"].push_back(argc); std::sort(m["rustls-x"].begin(), m["rustls-x"].end()); return m.size(); }
