# Gives the target Cascade::cascade. Linked by -l, so that the loader may take the image that suits the processor best.
get_filename_component(_cascade_prefix "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)
if(NOT TARGET Cascade::cascade)
    add_library(Cascade::cascade INTERFACE IMPORTED)
    set_target_properties(Cascade::cascade PROPERTIES
        INTERFACE_INCLUDE_DIRECTORIES "${_cascade_prefix}/include"
        INTERFACE_LINK_DIRECTORIES "${_cascade_prefix}/lib"
        INTERFACE_LINK_LIBRARIES cascade)
endif()
unset(_cascade_prefix)
