<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_GB" sourcelanguage="en_GB">
<context>
    <name>LessonWords</name>
    <message numerus="yes">
        <source>%n minute(s)</source>
        <translation><numerusform>%n minute</numerusform><numerusform>%n minutes</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n step(s)</source>
        <translation><numerusform>%n step</numerusform><numerusform>%n steps</numerusform></translation>
    </message>
</context>
<context>
    <name>NetworkFigure</name>
    <message numerus="yes">
        <source>%n unit(s) · %1</source>
        <translation><numerusform>%n unit · %1</numerusform><numerusform>%n units · %1</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n feature(s)</source>
        <translation><numerusform>%n feature</numerusform><numerusform>%n features</numerusform></translation>
    </message>
</context>
<context>
    <name>SurfaceContent</name>
    <message numerus="yes">
        <source>all %n weight(s) change; the plane goes through epoch %1</source>
        <translation><numerusform>the one weight changes; the plane goes through epoch %1</numerusform><numerusform>all %n weights change; the plane goes through epoch %1</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>all %n weight(s) change; the plane goes through the given ones</source>
        <translation><numerusform>the one weight changes; the plane goes through the given one</numerusform><numerusform>all %n weights change; the plane goes through the given ones</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n other weight(s) held as given</source>
        <translation><numerusform>%n other weight held as given</numerusform><numerusform>%n other weights held as given</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n other weight(s) held as at epoch %1</source>
        <translation><numerusform>%n other weight held as at epoch %1</numerusform><numerusform>%n other weights held as at epoch %1</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>Direction %1 is one of many: %n eigenvalue(s) are equal to its own.</source>
        <translation><numerusform>Direction %1 is one of many: another eigenvalue is equal to its own.</numerusform><numerusform>Direction %1 is one of many: %n other eigenvalues are equal to its own.</numerusform></translation>
    </message>
</context>
<context>
    <name>basin::TrainingPanel</name>
    <message numerus="yes">
        <source>All %n pattern(s)</source>
        <translation><numerusform>The one pattern</numerusform><numerusform>All %n patterns</numerusform></translation>
    </message>
</context>
<context>
    <name>basin::ProfileView</name>
    <message numerus="yes">
        <source>(%n other weight(s) held as at epoch %1)</source>
        <translation><numerusform>(%n other weight held as at epoch %1)</numerusform><numerusform>(%n other weights held as at epoch %1)</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>(all %n weight(s) change; the line goes through epoch %1)</source>
        <translation><numerusform>(the one weight changes; the line goes through epoch %1)</numerusform><numerusform>(all %n weights change; the line goes through epoch %1)</numerusform></translation>
    </message>
</context>
<context>
    <name>basin::StartPanel</name>
    <message numerus="yes">
        <source>Edit all %n weight(s)…</source>
        <translation><numerusform>Edit the one weight…</numerusform><numerusform>Edit all %n weights…</numerusform></translation>
    </message>
</context>
<context>
    <name>VerdictText</name>
    <message numerus="yes">
        <source>%n pair(s) of patterns share an output, but not the target.</source>
        <translation><numerusform>One pair of patterns shares an output, but not the target.</numerusform><numerusform>%n pairs of patterns share an output, but not the target.</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n part(s) of the gradient are exactly 0: units are saturated beyond what %1-bit numbers can tell from the end of their range. That is arithmetic, not the surface.</source>
        <translation><numerusform>One part of the gradient is exactly 0: units are saturated beyond what %1-bit numbers can tell from the end of their range. That is arithmetic, not the surface.</numerusform><numerusform>%n parts of the gradient are exactly 0: units are saturated beyond what %1-bit numbers can tell from the end of their range. That is arithmetic, not the surface.</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>There is no slope, but in %n direction(s) the surface falls: a pass, not a minimum. A small push leads away.</source>
        <translation><numerusform>There is no slope, but in one direction the surface falls: a pass, not a minimum. A small push leads away.</numerusform><numerusform>There is no slope, but in %n directions the surface falls: a pass, not a minimum. A small push leads away.</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>There is no slope, and curvature knows no direction that falls (%n are flat).</source>
        <translation><numerusform>There is no slope, and curvature knows no direction that falls (one is flat).</numerusform><numerusform>There is no slope, and curvature knows no direction that falls (%n are flat).</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n direction(s) are flat.</source>
        <translation><numerusform>One direction is flat.</numerusform><numerusform>%n directions are flat.</numerusform></translation>
    </message>
</context>
<context>
    <name>basin::RunsPanel</name>
    <message numerus="yes">
        <source>%n cell(s) of %1 runs, in each the same seeds.</source>
        <translation><numerusform>One cell of %1 runs.</numerusform><numerusform>%n cells of %1 runs, in each the same seeds.</numerusform></translation>
    </message>
</context>
<context>
    <name>basin::EndsView</name>
    <message numerus="yes">
        <source>%n run(s) below %1</source>
        <translation><numerusform>%n run below %1</numerusform><numerusform>%n runs below %1</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) without a finite loss</source>
        <translation><numerusform>%n run without a finite loss</numerusform><numerusform>%n runs without a finite loss</numerusform></translation>
    </message>
</context>
<context>
    <name>FindingText</name>
    <message numerus="yes">
        <source>%1 and %n more</source>
        <translation><numerusform>%1 and %n more</numerusform><numerusform>%1 and %n more</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n output(s) near %1</source>
        <translation><numerusform>One output near %1</numerusform><numerusform>%n outputs near %1</numerusform></translation>
    </message>
</context>
<context>
    <name>CureText</name>
    <message numerus="yes">
        <source>%n hidden unit(s)</source>
        <translation><numerusform>One hidden unit</numerusform><numerusform>%n hidden units</numerusform></translation>
    </message>
</context>
<context>
    <name>RunStatus</name>
    <message numerus="yes">
        <source>%n possible reason(s)</source>
        <translation><numerusform>%n possible reason</numerusform><numerusform>%n possible reasons</numerusform></translation>
    </message>
</context>
<context>
    <name>WhyAnswer</name>
    <message numerus="yes">
        <source>Not a local minimum: a saddle, which falls in %n direction(s).</source>
        <translation><numerusform>Not a local minimum: a saddle, which falls in one direction.</numerusform><numerusform>Not a local minimum: a saddle, which falls in %n directions.</numerusform></translation>
    </message>
</context>
</TS>
