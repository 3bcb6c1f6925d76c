# The flags every target of ours is compiled with, as one interface target.
add_library(basin_flags INTERFACE)
target_compile_features(basin_flags INTERFACE cxx_std_20)
target_compile_options(basin_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion
                                             # A sum must give the same bits on every path: no fusing that the source does not ask for.
                                             -ffp-contract=off)
if(BASIN_WARNINGS_AS_ERRORS)
  target_compile_options(basin_flags INTERFACE -Werror)
endif()
if(BASIN_SANITIZE)
  add_compile_options(-fsanitize=${BASIN_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer -g1)
  add_link_options(-fsanitize=${BASIN_SANITIZE})
  if(BASIN_SANITIZE MATCHES undefined)
    # Checks of every pointer: with Eigen's templates they take a third of the compile time, and a null or freed pointer is
    # AddressSanitizer's find anyway.
    add_compile_options(-fno-sanitize=null,alignment,object-size,vptr,nonnull-attribute,returns-nonnull-attribute)
  endif()
endif()
