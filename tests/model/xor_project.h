#pragma once

#include "project/project.h"

namespace basin {

/// XOR on a 2-2-1 network that learns it.
inline Project xorProject()
{
    return parseProject(R"({"basin":1, "data":{"source":"gate"}, "network":{"layers":[
        {"type":"dense","units":2,"activation":"tanh"}, {"type":"dense","units":1,"activation":"sigmoid"}]},
        "optimizer":{"name":"adam","learning_rate":0.05}})",
                        "xor.basin");
}

} // namespace basin
