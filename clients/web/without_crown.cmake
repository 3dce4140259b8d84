# Makes govuk.css and govuk.js in OUT of GOVUK, without what only services on
# gov.uk may use: the typeface GDS Transport, and images with the crown.
file(READ ${GOVUK}/govuk-frontend.min.css css)
string(REGEX REPLACE "/\\*! Copyright[^*]*\\*/" "" css "${css}")
string(REGEX REPLACE "@font-face{[^}]*}" "" css "${css}")
string(REGEX REPLACE "GDS Transport,?|\"GDS Transport\",?" "" css "${css}")
string(REGEX REPLACE "url\\([^)]*\\)" "none" css "${css}")
file(WRITE ${OUT}/govuk.css "${css}")
file(READ ${GOVUK}/govuk-frontend.min.js js)
string(REGEX REPLACE "//# sourceMappingURL=[^\n]*" "" js "${js}")
file(WRITE ${OUT}/govuk.js "${js}")
