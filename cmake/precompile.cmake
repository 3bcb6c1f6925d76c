# What most files include anyway, parsed once for each library and once for all tests: Eigen alone costs 1.5 s a file, and
# a cold build of everything would spend half its time on such headers. The preset `dev` does without, so that a file
# that misses an #include of its own does not go unnoticed.
set(basin_core_headers
    <Eigen/Dense>
    <algorithm> <array> <chrono> <cmath> <cstdint> <filesystem> <functional> <limits> <map> <memory> <numeric>
    <optional> <set> <span> <sstream> <stop_token> <string> <string_view> <utility> <vector>)
set(basin_ui_headers
    ${basin_core_headers}
    <QApplication> <QBoxLayout> <QComboBox> <QCoreApplication> <QEvent> <QImage> <QList> <QPainter> <QPainterPath>
    <QPushButton> <QString> <QStringList> <QWidget>)

if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND BASIN_PRECOMPILE)
  # Without it ccache cannot keep what was compiled with such a header.
  add_compile_options(-fpch-preprocess)
endif()
